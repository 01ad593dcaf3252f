import * as fs from 'fs';
import * as path from 'path';
import { parse } from 'yaml';

const WORKFLOWS = path.resolve(__dirname, '../../.github/workflows');

/** The registries that know who publishes by where the job runs. */
const TRUSTED = ['release_npm', 'release_pypi', 'release_nuget'];

/** Which secrets each job gets; a new one is a decision. */
const SECRETS: Record<string, string[]> = {
  release_npm: [],
  release_pypi: [],
  // The name of an account, not a key.
  release_nuget: ['NUGET_USERNAME'],
  release_maven: ['MAVEN_GPG_PRIVATE_KEY', 'MAVEN_GPG_PRIVATE_KEY_PASSPHRASE', 'MAVEN_PASSWORD', 'MAVEN_STAGING_PROFILE_ID', 'MAVEN_USERNAME'],
  release_golang: ['GO_GITHUB_DEPLOY_KEY'],
  release_github: ['GITHUB_TOKEN'],
};

interface Job {
  readonly needs?: string | string[];
  readonly environment?: string;
  readonly permissions?: Record<string, string>;
  readonly steps: { readonly uses?: string; readonly run?: string; readonly env?: Record<string, string> }[];
}

interface Workflow {
  readonly on: Record<string, unknown>;
  readonly permissions?: unknown;
  readonly jobs: Record<string, Job>;
}

const workflows: Record<string, Workflow> = Object.fromEntries(fs.readdirSync(WORKFLOWS)
  .map((file) => [file, parse(fs.readFileSync(path.join(WORKFLOWS, file), 'utf8'))]));
const { on, jobs: { release, ...publishJobs } } = workflows['release.yml'];

const secretsOf = (job: Job) => [...new Set([...JSON.stringify(job).matchAll(/secrets\.(\w+)/g)].map(([, name]) => name))].sort();
const commandsOf = (job: Job) => job.steps.map(({ run = '' }) => run).join('\n');

describe('the release workflow', () => {
  test('runs when somebody starts it, and at no other time', () => {
    expect(Object.keys(on)).toEqual(['workflow_dispatch']);
  });

  test('builds with what is locked, by the same tests as everywhere, without a token that can write', () => {
    expect(commandsOf(release)).toMatch(/^npm ci$/m);
    expect(commandsOf(release)).toMatch(/^npx projen release$/m);
    expect(release.permissions).toEqual({ contents: 'read' });
    expect(secretsOf(release)).toEqual([]);
  });

  test('publishes to six places', () => {
    expect(Object.keys(publishJobs).sort()).toEqual(Object.keys(SECRETS).sort());
  });

  test.each(Object.keys(publishJobs))('%s waits for the build and for somebody who agrees', (name) => {
    expect([publishJobs[name].needs].flat()).toContain('release');
    expect(publishJobs[name].environment).toBe('release');
  });

  test('names the release on GitHub last, when all registries have it', () => {
    const { release_github: last, ...others } = publishJobs;
    expect([last.needs].flat().sort()).toEqual(['release', ...Object.keys(others)].sort());
  });

  test.each(TRUSTED)('%s proves who it is by where it runs', (name) => {
    expect(publishJobs[name].permissions).toEqual({ 'contents': 'read', 'id-token': 'write' });
    expect(JSON.stringify(publishJobs[name].steps)).toMatch(/"(NPM|PYPI|NUGET)_TRUSTED_PUBLISHER":"true"/);
  });

  test.each(Object.entries(SECRETS))('%s gets no other secrets than %j', (name, secrets) => {
    expect(secretsOf(publishJobs[name])).toEqual(secrets);
  });

  test('only the release on GitHub may write to this repository', () => {
    const writing = Object.entries(publishJobs).filter(([, { permissions }]) => permissions?.contents === 'write');
    expect(writing.map(([name]) => name)).toEqual(['release_github']);
  });

  test('publishes with a known version of publib, which knows a dry run', () => {
    const commands = Object.values(publishJobs).flatMap(({ steps }) => steps).filter(({ run }) => run?.includes('publib'));

    expect(commands).toHaveLength(5);
    for (const { run, env } of commands) {
      expect(run).toMatch(/publib@\d+\.\d+\.\d+'/);
      expect(env?.PUBLIB_DRYRUN).toBe('${{ inputs.dry_run }}');
    }
  });
});

describe('the other workflows', () => {
  const others = Object.entries(workflows).filter(([file]) => file !== 'release.yml');

  test.each(others)('%s publishes nothing and has nothing to publish with', (_, { jobs }) => {
    const text = JSON.stringify(jobs);
    expect(text).not.toMatch(/publib|npm publish|twine|id-token|gh release|contents":"write/);
    expect(Object.values(jobs).flatMap(secretsOf).filter((name) => name !== 'GITHUB_TOKEN')).toEqual([]);
  });
});

describe('all workflows', () => {
  test.each(Object.entries(workflows))('%s gives each job its permissions, and takes actions of known versions', (_, { permissions, jobs }) => {
    expect(permissions).toBeUndefined();
    for (const { permissions: ofJob, steps } of Object.values(jobs)) {
      expect(ofJob).toBeDefined();
      const actions = steps.flatMap(({ uses = [] }) => uses);
      expect(actions.filter((action) => !/@([0-9a-f]{40}|v\d+\.\d+\.\d+)$/.test(action))).toEqual([]);
    }
  });
});
