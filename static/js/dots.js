// Counts the dots a person has left while they spread them; the server checks again.
const form = document.querySelector("[data-dots]");
const left = document.getElementById("dots-left");

function count() {
  const spent = [...form.querySelectorAll("input:checked")].reduce((sum, input) => sum + Number(input.value), 0);
  const rest = Number(form.dataset.dots) - spent;
  left.hidden = false;
  left.textContent = rest >= 0 ? `${rest} ${left.dataset.left}` : `${-rest} ${left.dataset.over}`;
}

form.addEventListener("change", count);
count();
