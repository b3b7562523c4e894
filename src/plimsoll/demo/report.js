(() => {
  const form = document.getElementById("filter");
  if (!form) return;
  const text = form.querySelector("input");
  const choice = form.querySelector("select");
  const told = form.querySelector("output");
  const rows = [...document.querySelectorAll("tr[data-words]")];
  const show = () => {
    const wanted = text.value.trim().toLowerCase();
    let seen = 0;
    for (const row of rows) {
      const fits = row.dataset.words.includes(wanted) && row.dataset.verdicts.split(" ").includes(choice.value || "any");
      row.hidden = !fits;
      seen += fits;
    }
    for (const body of document.querySelectorAll("#models tbody")) {
      body.hidden = ![...body.querySelectorAll("tr[data-words]")].some((row) => !row.hidden);
    }
    told.textContent = `${seen} of ${rows.length} shown`;
  };
  form.hidden = false;
  form.addEventListener("input", show);
  form.addEventListener("submit", (event) => event.preventDefault());
  show();
})();
