"use strict";

let api = { paths: {}, components: { schemas: {} } };

function element(name, text, ...children) {
  const made = document.createElement(name);
  if (text) made.textContent = text;
  made.append(...children);
  return made;
}

/** An example value of a schema; references already open are left out. */
function example(schema, open = []) {
  if (!schema) return null;
  if (schema.$ref) {
    const name = schema.$ref.split("/").pop();
    return open.includes(name) ? {} : example(api.components.schemas[name], [...open, name]);
  }
  if (schema.enum) return schema.enum[0];
  if (schema.type === "array") return [example(schema.items, open)];
  if (schema.type === "object") {
    return Object.fromEntries(Object.entries(schema.properties || {}).map(([key, value]) => [key, example(value, open)]));
  }
  return { integer: 0, number: 0, boolean: false, string: "" }[schema.type] ?? null;
}

async function send(method, path, inputs, query, body, out) {
  let address = path;
  for (const [name, input] of inputs) {
    address = address.replace(`{${name}}`, encodeURIComponent(input.value));
  }
  if (query.value) address += "?" + query.value;
  out.hidden = false;
  out.textContent = "…";
  try {
    const started = performance.now();
    const options = { method };
    if (body) {
      options.body = body.value;
      options.headers = { "Content-Type": "application/json" };
    }
    const answer = await fetch(address, options);
    let text = await answer.text();
    try { text = JSON.stringify(JSON.parse(text), null, 2); } catch { /* shown as it is */ }
    out.textContent = `${answer.status} in ${Math.round(performance.now() - started)} ms\n\n${text.slice(0, 200000)}`;
  } catch (failure) {
    out.textContent = String(failure);
  }
}

function operation(path, method, spec) {
  const details = element("details");
  const name = element("span", method.toUpperCase());
  name.className = "method";
  const summary = element("span", spec.summary);
  summary.className = "muted";
  details.append(element("summary", "", name, element("code", path), summary));
  details.dataset.text = `${method} ${path} ${spec.summary} ${spec.operationId}`.toLowerCase();
  details.addEventListener("toggle", () => {
    if (!details.open || details.dataset.made) return;
    details.dataset.made = "yes";
    const inside = element("div");
    inside.className = "inside";
    inside.append(element("p", `Operation ${spec.operationId}, needs ${spec["x-permission"]}.`));
    const inputs = (spec.parameters || []).map((p) => {
      const input = element("input");
      inside.append(element("label", p.name + " ", input));
      return [p.name, input];
    });
    const query = element("input");
    query.placeholder = "a=1&b=2";
    inside.append(element("label", "query ", query));
    let body = null;
    if (spec.requestBody) {
      body = element("textarea");
      const schema = spec.requestBody.content["application/json"]?.schema;
      body.value = schema ? JSON.stringify(example(schema), null, 2) : "";
      inside.append(element("label", "body ", body));
    }
    const answered = spec.responses["200"].content?.["application/json"]?.schema;
    if (answered) inside.append(element("p", "Answers:"), element("pre", JSON.stringify(example(answered), null, 2)));
    const out = element("pre");
    out.hidden = true;
    const button = element("button", "Send");
    button.addEventListener("click", () => send(method.toUpperCase(), path, inputs, query, body, out));
    inside.append(button, out);
    details.append(inside);
  });
  return details;
}

function show() {
  const groups = new Map();
  for (const [path, methods] of Object.entries(api.paths)) {
    for (const [method, spec] of Object.entries(methods)) {
      const tag = spec.tags[0];
      if (!groups.has(tag)) groups.set(tag, element("section", "", element("h2", tag)));
      groups.get(tag).append(operation(path, method, spec));
    }
  }
  document.getElementById("title").textContent = `${api.info.title} ${api.info.version}`;
  document.getElementById("operations").replaceChildren(...groups.values());
}

document.getElementById("filter").addEventListener("input", (event) => {
  const wanted = event.target.value.toLowerCase();
  for (const details of document.querySelectorAll("details")) {
    details.hidden = !details.dataset.text.includes(wanted);
  }
  for (const section of document.querySelectorAll("section")) {
    section.hidden = !section.querySelector("details:not([hidden])");
  }
});

fetch("/openapi.json")
  .then((answer) => answer.json())
  .then((document) => { api = document; show(); })
  .catch((failure) => { document.getElementById("operations").textContent = `Cannot load the document: ${failure}`; });
