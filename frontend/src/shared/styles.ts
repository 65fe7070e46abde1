/** The design system, in the order in which it must lie. */
import "../design/fonts.css";
import "../design/tabler.scss";
import "../design/tokens.css";
import "../design/frame.css";
import "../design/parts.css";
import "../design/dense.css";
import "../design/pages.css";
