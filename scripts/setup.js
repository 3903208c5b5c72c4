// Runs before `npm start` and `npm test`, with whatever Node (20 or newer) the machine has, and with nothing installed.
// Installs when the lock file changed, builds the web app when its sources changed, and says what it does.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const at = (...parts) => join(root, ...parts);
/** In node_modules, so that whoever deletes the folder deletes the claim that it is complete. */
const installedStamp = at('node_modules', '.overt-installed');
const builtStamp = at('web', 'build', '.overt-built');
const lock = at('.setup-lock');

const steps = [
  {
    title: 'Installing packages (about a minute, once)',
    stamp: installedStamp,
    wanted: hash(['package-lock.json']),
    act: install,
  },
  {
    title: 'Building the web app',
    stamp: builtStamp,
    wanted: hash(['package-lock.json', 'contract', 'ranker', 'web']),
    act: build,
  },
];

// A folder in which there is nothing to do may be one that cannot be written to.
if (steps.some(isDue)) {
  await withLock(async () => {
    for (const step of steps) if (isDue(step)) await take(step);
  });
}

function isDue({ stamp, wanted }) {
  return !existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted;
}

async function take({ title, stamp, wanted, act }) {
  const began = Date.now();
  const stopProgress = showProgress(title);
  try {
    await act();
  } finally {
    stopProgress();
  }
  writeFileSync(stamp, wanted);
  console.log(`${title}: done in ${((Date.now() - began) / 1000).toFixed(1)} s`);
}

function install() {
  // node-av's own install step would only download a command-line tool that is not used here.
  return run('npm', ['ci', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error'], {
    SKIP_FFMPEG: 'true',
  });
}

function build() {
  return run('npm', ['run', '--silent', 'build', '-w', 'web'], {});
}

/** Runs quietly; what the command printed is shown only if it fails. */
function run(command, parameters, environment) {
  return new Promise((resolve, reject) => {
    const path = [at('node_modules', '.bin'), process.env.PATH].join(delimiter);
    const child = spawn(command, parameters, {
      cwd: root,
      env: { ...process.env, ...environment, PATH: path },
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32',
    });
    const output = [];
    child.stdout.on('data', (chunk) => output.push(chunk));
    child.stderr.on('data', (chunk) => output.push(chunk));
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) return resolve();
      console.error(Buffer.concat(output).toString());
      console.error(
        `\`${command} ${parameters.join(' ')}\` failed (exit code ${code}); its own words stand above.`,
      );
      rmSync(lock, { force: true });
      process.exit(1);
    });
  });
}

/** One line that moves on a terminal, one plain line elsewhere. */
function showProgress(title) {
  if (!process.stdout.isTTY) {
    console.log(`${title} …`);
    return () => {};
  }
  const began = Date.now();
  const draw = () => process.stdout.write(`\r${title} … ${Math.round((Date.now() - began) / 1000)} s`);
  draw();
  const timer = setInterval(draw, 1000);
  return () => {
    clearInterval(timer);
    process.stdout.write('\r\u001b[2K');
  };
}

function hash(places) {
  const sum = createHash('sha256').update(`${process.platform} ${process.arch}\n`);
  for (const file of places.flatMap((place) => filesOf(place)).sort()) {
    sum
      .update(`${file}\n`)
      .update(readFileSync(at(file)))
      .update('\n');
  }
  return sum.digest('hex');
}

function filesOf(place) {
  if (!existsSync(at(place))) return [];
  if (place.endsWith('.json') || /\.[a-z0-9]+$/.test(place)) return [place];
  return readdirSync(at(place), { withFileTypes: true })
    .filter(
      (entry) =>
        !['node_modules', 'build', '.svelte-kit'].includes(entry.name) && !entry.name.includes('.test.'),
    )
    .flatMap((entry) => (entry.isDirectory() ? filesOf(join(place, entry.name)) : [join(place, entry.name)]));
}

/** `npm start` and `npm test` at the same time must not install twice; a lock left by `kill -9` is taken over. */
async function withLock(act) {
  while (!claim()) await new Promise((resolve) => setTimeout(resolve, 500));
  try {
    mkdirSync(at('node_modules'), { recursive: true });
    await act();
  } finally {
    rmSync(lock, { force: true });
  }
}

function claim() {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') {
      console.error(`Overt has to be set up first, and cannot write to its own folder: ${error.message}`);
      process.exit(1);
    }
    if (isAbandoned()) rmSync(lock, { force: true });
    return false;
  }
}

function isAbandoned() {
  try {
    const pid = Number(readFileSync(lock, 'utf8'));
    // Between making the file and writing to it there is only a moment, unless somebody was killed in it.
    return pid > 0 ? !isSetup(pid) : Date.now() - statSync(lock).mtimeMs > 5000;
  } catch {
    // It has just been given back.
    return false;
  }
}

/** Whether the process lives and is no stranger that got the number since. */
function isSetup(pid) {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (error.code !== 'EPERM') return false;
  }
  const words = `/proc/${pid}/cmdline`;
  return !existsSync(words) || readFileSync(words, 'utf8').includes('setup.js');
}
