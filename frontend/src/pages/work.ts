/** The frame of officers' pages: the base, htmx, keyboard help. */
import "../shared/styles.ts";
import htmx from "htmx.org";
import { frame } from "../shared/frame.ts";
import { keysHelp } from "../shared/keys.ts";

// The content policy allows neither inline styles nor eval.
htmx.config.includeIndicatorStyles = false;
htmx.config.allowEval = false;
htmx.config.selfRequestsOnly = true;

frame();
keysHelp();
