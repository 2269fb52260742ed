// Judges pages in a headless Chromium over its remote debugging protocol, without a library. Usage: browser.mjs CHROMIUM AXE FOLDER [PICTURES].
// Each *.html of the folder is opened at the width of a phone and of a desk, in light and in dark, and on paper. It must say nothing on the console, ask
// for nothing, fit the width and have no finding of axe-core. Prints a line a page; ends with 1 when one is wrong. PICTURES gets a PNG of each,
// and both colors at both widths.

import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const [chromium, axeFile, folder, pictures] = process.argv.slice(2);
const axe = readFileSync(axeFile, 'utf8');
const profile = mkdtempSync(join(tmpdir(), 'pages-'));
const browser = spawn(chromium, [
  '--headless', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--no-first-run', '--remote-debugging-pipe', `--user-data-dir=${profile}`,
], { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] });

let number = 0;
let heard = () => {};
const waiting = new Map();
let rest = Buffer.alloc(0);
browser.stdio[4].on('data', (piece) => {
  rest = Buffer.concat([rest, piece]);
  for (let end; (end = rest.indexOf(0)) >= 0; rest = rest.subarray(end + 1)) {
    const message = JSON.parse(rest.subarray(0, end).toString());
    if (!message.id) heard(message);
    else {
      const { done, failed } = waiting.get(message.id);
      waiting.delete(message.id);
      message.error ? failed(new Error(message.error.message)) : done(message.result);
    }
  }
});
browser.on('exit', () => waiting.forEach(({ failed }) => failed(new Error('the browser ended'))));

function call(method, params = {}, sessionId) {
  const id = ++number;
  browser.stdio[3].write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
  return new Promise((done, failed) => waiting.set(id, { done, failed }));
}

async function look(name, width, scheme, media = 'screen') {
  const { targetId } = await call('Target.createTarget', { url: 'about:blank' });
  const { sessionId } = await call('Target.attachToTarget', { targetId, flatten: true });
  const page = (method, params) => call(method, params, sessionId);
  const evaluate = async (expression) => {
    const { result, exceptionDetails } = await page('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true });
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  };
  const wrong = [];
  const url = pathToFileURL(resolve(folder, name)).href;
  let loaded;
  const load = new Promise((done) => { loaded = done; });
  heard = ({ method, params }) => {
    if (method === 'Page.loadEventFired') loaded();
    if (method === 'Runtime.consoleAPICalled') wrong.push(`console: ${JSON.stringify(params.args)}`);
    if (method === 'Runtime.exceptionThrown') wrong.push(`exception: ${params.exceptionDetails.text}`);
    if (method === 'Log.entryAdded') wrong.push(`log: ${params.entry.text}`);
    if (method === 'Network.requestWillBeSent' && params.request.url !== url) wrong.push(`request: ${params.request.url}`);
  };
  for (const domain of ['Page', 'Runtime', 'Log', 'Network']) await page(`${domain}.enable`);
  await page('Emulation.setDeviceMetricsOverride', { width, height: 800, deviceScaleFactor: 1, mobile: width < 500 });
  await page('Emulation.setEmulatedMedia', { media, features: [{ name: 'prefers-color-scheme', value: scheme }] });
  await page('Page.navigate', { url });
  await load;
  const wide = await evaluate('document.documentElement.scrollWidth');
  if (wide > width) wrong.push(`${wide} wide`);
  if (await evaluate('document.scripts.length')) wrong.push('a script');
  await evaluate(axe + '; undefined');
  const found = await evaluate('axe.run(document, {resultTypes: ["violations"]}).then(r => r.violations.map(v => v.id + " " + v.nodes.slice(0, 3).map(n => n.html + " " + n.failureSummary).join(" | ")))');
  wrong.push(...found.map((violation) => `axe: ${violation}`));
  if (pictures) {
    const height = Math.min(await evaluate('document.documentElement.scrollHeight'), 6000);
    await page('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: 1, mobile: width < 500 });
    const { data } = await page('Page.captureScreenshot');
    writeFileSync(join(pictures, `${name}-${media === 'print' ? 'print' : `${width}-${scheme}`}.png`), Buffer.from(data, 'base64'));
  }
  await call('Target.closeTarget', { targetId });
  return wrong.map((what) => `${width} ${scheme} ${media}: ${what}`);
}

let failed = false;
try {
  for (const name of readdirSync(folder).filter((name) => name.endsWith('.html')).sort()) {
    const views = [[390, 'light'], [1280, 'dark'], [800, 'light', 'print']];
    if (pictures) views.push([390, 'dark'], [1280, 'light']);
    const wrong = [];
    for (const view of views) wrong.push(...await look(name, ...view));
    failed ||= wrong.length > 0;
    console.log(`${name}: ${wrong.join('; ').replaceAll('\n', ' ') || 'a page, in light, in dark and on paper'}`);
  }
} finally {
  browser.kill('SIGKILL');
  rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
}
process.exit(failed ? 1 : 0);
