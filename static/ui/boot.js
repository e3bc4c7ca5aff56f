// Before the first paint: what needs script may take its place, so that nothing jumps later.
document.documentElement.classList.add("js");
// A page image may fail before ui.js stands; it is marked here and spoken for there.
document.addEventListener("error", (event) => event.target.dataset?.original && (event.target.dataset.gone = ""), true);
