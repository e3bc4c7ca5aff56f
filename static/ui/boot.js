// Before the first paint: what needs script may take its place, so that nothing jumps later.
document.documentElement.classList.add("js");
