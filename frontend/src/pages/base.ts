/** Every page of a citizen, and every page without a script of its own. */
import "../shared/styles.ts";
import { frame } from "../shared/frame.ts";

frame();
