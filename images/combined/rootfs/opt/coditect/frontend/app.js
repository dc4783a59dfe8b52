// The page of a workspace until the web app takes its place: lists, opens and saves files.
const at = (id) => document.getElementById(id);
const file = (name) => "theia/coditect/files/" + name.split("/").map(encodeURIComponent).join("/");

async function ask(url, options) {
  const answer = await fetch(url, options);
  if (!answer.ok) throw new Error(`${answer.status} ${answer.statusText}`);
  return answer;
}

async function list() {
  const { pod, entries } = await (await ask(file(""))).json();
  at("pod").textContent = `in ${pod}`;
  at("files").replaceChildren(...entries.map((name) => {
    const item = document.createElement("li");
    const link = document.createElement("a");
    Object.assign(link, { href: "#", textContent: name });
    link.addEventListener("click", (event) => { event.preventDefault(); open(name); });
    item.append(link);
    return item;
  }));
}

async function open(name) {
  at("name").value = name;
  at("text").value = await (await ask(file(name))).text();
}

at("editor").addEventListener("submit", async (event) => {
  event.preventDefault();
  try {
    await ask(file(at("name").value), { method: "PUT", body: at("text").value });
    at("said").textContent = "Saved";
    await list();
  } catch (error) {
    at("said").textContent = `Not saved: ${error.message}`;
  }
});

function show(theme) {
  document.documentElement.classList.toggle("dark", theme === "dark");
  at("theme").textContent = theme === "dark" ? "Light" : "Dark";
}

at("theme").addEventListener("click", async () => {
  const theme = document.documentElement.classList.contains("dark") ? "light" : "dark";
  show(theme);
  await ask("settings.json", { method: "PUT", body: JSON.stringify({ theme }) });
});

const settings = await fetch("settings.json");
if (settings.ok) show((await settings.json()).theme);
list().catch((error) => { at("pod").textContent = `The IDE does not answer: ${error.message}`; });
