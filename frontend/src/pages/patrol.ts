/** The patrol officer's app. */
import "./base.ts";
import "../patrol/patrol.css";
import "../patrol/main.ts";
