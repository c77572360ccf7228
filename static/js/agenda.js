// Adds up the minutes of the steps that are ticked.
const form = document.getElementById("agenda");
const total = document.getElementById("total");

function add() {
  const sum = [...form.querySelectorAll("input[name=step]:checked")].reduce(
    (minutes, step) => minutes + (Number(form.elements[`minutes-${step.value}`].value) || 0), 0);
  total.hidden = false;
  total.textContent = total.dataset.text.replace("{h}", Math.floor(sum / 60)).replace("{m}", sum % 60);
}

form.addEventListener("change", add);
add();
