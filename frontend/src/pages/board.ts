/** The dispatcher's board. */
import "./work.ts";
import "../board/board.css";
import "../board/main.ts";
