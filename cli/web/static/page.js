// Keys, the drawer and the slider's label. Without this file every page works by links and forms.
(() => {
  "use strict";
  document.documentElement.classList.add("js");
  const drawer = () => document.getElementById("drawer");
  let opener = null;
  let under = null; // the address of the page that the drawer lies over

  const close = () => {
    const aside = drawer();
    if (!aside || !aside.firstElementChild) return false;
    aside.replaceChildren();
    if (under) history.replaceState(history.state, "", under);
    if (opener && opener.isConnected) opener.focus();
    opener = under = null;
    return true;
  };

  const typing = (element) =>
    element.isContentEditable || /^(input|textarea|select)$/i.test(element.tagName);

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (event.key === "Escape") {
      if (close()) event.preventDefault();
      return;
    }
    if (typing(event.target)) return;
    if (event.key === "/") {
      document.getElementById("q").focus();
      event.preventDefault();
      return;
    }
    const link = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (link) {
      link.click();
      event.preventDefault();
    }
  });

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (!link) return;
    if (link.hasAttribute("data-close") && link.closest("#drawer")) {
      event.preventDefault();
      close();
    } else if (link.closest(".time")) {
      drawer().replaceChildren(); // what it told was of another date
      opener = under = null;
    } else if (link.closest("[hx-boost\\:inherited='true'] .figures, .tree")) {
      opener = link;
      under = under || location.href;
    }
  });

  document.addEventListener("input", (event) => {
    if (event.target.id !== "step") return;
    event.target.setAttribute("hx-morph-skip", ""); // an answer on its way does not move it back
    const day = event.target.dataset.days.split(" ")[event.target.value];
    event.target.setAttribute("aria-valuetext", day);
    document.getElementById("as_of").value = day;
  });

  document.addEventListener("htmx:after:swap", () => {
    const title = document.querySelector("#drawer h2");
    if (title && !drawer().contains(document.activeElement)) title.focus();
  });

  document.addEventListener("focusout", (event) => event.target.removeAttribute("hx-morph-skip"));

  document.addEventListener("focusin", (event) => {
    if (event.target.matches(".cite input")) event.target.select();
  });
})();
