// What the built page loads in one file: htmx, then our own script as it lies in the package.
// Unbuilt pages load our script alone and work by plain links and forms.
import "./htmx.js";
import "../marketplace/web/static/guildhall.js";
