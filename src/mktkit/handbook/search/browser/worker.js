/* Speaks with the theme's search box as its own worker does: 0 set up, 1 ready, 2 query, 3 result. */
"use strict";

// Asked for first, so that it comes while the engine is read.
const coming = fetch("index.bin");

importScripts("engine.js");

const index = coming.then((answer) => {
  if (!answer.ok) throw new Error(`index.bin: ${answer.status}`);
  return answer.arrayBuffer();
}).then((buffer) => new SearchIndex(buffer));

addEventListener("message", async ({ data: { type, data } }) => {
  const ready = await index;
  if (type === 0) {
    postMessage({ type: 1 });
    // Learnt while the reader still types.
    ready.learn();
  } else if (type === 2) postMessage({ type: 3, data: ready.search(data) });
});
