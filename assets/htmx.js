// Settings that the content policy asks for, made before anything is processed.
import htmx from "htmx.org";

htmx.config.includeIndicatorStyles = false; // inline styles are forbidden
htmx.config.allowEval = false;
htmx.config.selfRequestsOnly = true;
window.htmx = htmx;
