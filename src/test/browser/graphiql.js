// GraphiQL in a real browser: starts dev mode, follows the link of its banner and runs every example that is there.
// npm install && npm test; CHROMIUM names the browser (default /usr/bin/chromium). Takes the README's screenshot.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const PATIENCE = 240_000;

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** The link to GraphiQL in what dev mode prints. */
function link(server) {
  return new Promise((resolve, reject) => {
    let output = '';
    const tooLate = setTimeout(() => reject(new Error('no banner in:\n' + output)), PATIENCE);
    server.stdout.on('data', (text) => {
      output += text;
      const found = /GraphiQL\s+(http\S+#token=\S+)\s/.exec(output);
      if (found) {
        clearTimeout(tooLate);
        resolve(found[1]);
      }
    });
    server.on('exit', (code) => reject(new Error('dev mode ended with ' + code + ':\n' + output)));
  });
}

async function run(page) {
  const [response] = await Promise.all([
    page.waitForResponse((r) => r.url().includes('/graphql/') && !r.request().postData().includes('IntrospectionQuery')),
    page.getByRole('button', { name: /Execute query/ }).click(),
  ]);
  const answer = await response.json();
  assert.equal(answer.errors, undefined, JSON.stringify(answer.errors));
  await page.locator('.result-window').getByText('"data"').waitFor();
  return answer.data;
}

/** Runs the subscription of the open tab, changes a city, and sees it told. */
async function follow(page, url) {
  const { origin, pathname, hash } = new URL(url);
  await page.getByRole('button', { name: /Execute query/ }).click();
  await page.locator('.result-window').getByText('"resumeToken"').waitFor();
  const response = await page.request.post(origin + pathname.replace('/q/graphiql', '/graphql'), {
    headers: { authorization: 'Bearer ' + new URLSearchParams(hash.slice(1)).get('token') },
    data: { query: 'mutation { putCity(city: {id: 7, name: "Lyonesse", country: "GB", population: 99}) { city { id } } }' },
  });
  assert.equal(response.status(), 200);
  await page.locator('.result-window').getByText('"Lyonesse"').waitFor();
  await page.screenshot({ path: root + '/target/graphiql-subscription.png' });
  await page.getByRole('button', { name: /Stop query/ }).click();
}

async function check(page, url) {
  const foreign = [];
  const problems = [];
  page.on('request', (request) => new URL(request.url()).origin === new URL(url).origin || foreign.push(request.url()));
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
  await page.goto(url);
  await page.locator('.graphiql-query-editor').waitFor();
  assert.ok(!page.url().includes('token'), 'the token stays in the address');

  const largest = await run(page);
  assert.deepEqual(largest.cities.nodes.map((city) => city.name).slice(0, 3), ['Amsterdam', 'Rotterdam', 'The Hague']);
  await page.getByRole('button', { name: 'Show Documentation Explorer' }).click();
  await page.getByText('Root Types').waitFor();
  await page.locator('.graphiql-doc-explorer').getByText('Query', { exact: true }).first().click();
  await page.locator('.graphiql-doc-explorer').getByText('cities', { exact: true }).waitFor();
  await page.screenshot({ path: root + '/docs/graphiql.png' });

  const tabs = page.getByRole('tab');
  for (let i = 1; i < await tabs.count(); i++) {
    await tabs.nth(i).click();
    if ((await tabs.nth(i).textContent()).includes('Changes')) {
      await follow(page, url);
    } else {
      await run(page);
    }
  }
  assert.deepEqual(foreign, [], 'requests to other servers');
  assert.deepEqual(problems, []);
}

const port = await freePort();
const server = spawn('./mvnw', ['-o', '-B', 'quarkus:dev', `-Dquarkus.http.port=${port}`, '-Ddebug=false',
  '-Dquarkus.console.enabled=false', '-Drecordstore.fdb.embedded.memory=true', ...process.argv.slice(2)],
  { cwd: root, detached: true, stdio: ['ignore', 'pipe', 'inherit'] });
let browser;
try {
  const url = await link(server);
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
  const page = await browser.newPage({ viewport: { width: 1360, height: 760 }, colorScheme: 'light' });
  page.setDefaultTimeout(60_000);
  await check(page, url);
  console.log('every example of the demo runs in GraphiQL');
} finally {
  await browser?.close();
  process.kill(-server.pid);
}
