// What each publish job needs of a machine, and what stands in for the keys that nobody has here.
const { execFileSync } = require('child_process');
const fs = require('fs');
const os = require('os');
const path = require('path');
const { clone, git, run } = require('./clone');
const go = require('../languages/go');
const java = require('../languages/java');
const { works } = require('../languages/processes');
const python = require('../languages/python');
const { LANGUAGES } = require('../places');

const GO_REPOSITORY = 'git@github.com:cdk-devops-patterns/cdk-devops-patterns-go.git';
const OIDC = 'GitHub gives the token that proves it to jobs of its own only';

const TOOLCHAINS = {
  release_npm: {
    missing: () => undefined,
    env: () => ({}),
    says: (version) => `would publish dist/js/cdk-devops-patterns@${version}`,
    limits: { title: 'who publishes', reason: OIDC },
  },
  release_pypi: {
    missing: () => python.missing(),
    /** With a password instead of a token, which would be asked for even in a dry run. What publib installs for itself does not stay here. */
    env: (folder) => ({
      PYPI_TRUSTED_PUBLISHER: undefined,
      TWINE_USERNAME: 'nobody',
      TWINE_PASSWORD: 'nothing',
      PYTHONUSERBASE: path.join(folder, 'python'),
      PIP_BREAK_SYSTEM_PACKAGES: '1',
    }),
    says: (version) => `would upload cdk_devops_patterns-${version}-py3-none-any.whl`,
    limits: { title: 'who publishes', reason: OIDC },
  },
  release_maven: {
    missing: () => java.missing() ?? (works('gpg', ['--version']) ? undefined : 'no gpg here'),
    env: () => ({ MAVEN_OPTS: `-Dmaven.repo.local=${path.join(LANGUAGES, 'm2')}`, ...signingKey() }),
    says: (version) => `cdk-devops-patterns-${version}.jar`,
    limits: { title: 'signing and staging', reason: 'publib only says the commands of Maven in a dry run' },
  },
  release_nuget: {
    missing: () => works('dotnet', ['--version']) ? OIDC : 'no dotnet here: nothing was packed',
    instead: {
      title: 'the project that would be packed has the version',
      make: ({ folder, dist, repository }) => {
        clone(folder, repository);
        const [tarball] = fs.readdirSync(path.join(dist, 'js'));
        run('tar', ['--strip-components=1', '-xzf', path.join(dist, 'js', tarball), '-C', folder], folder);
        run('npx', ['--no-install', 'jsii-pacmak', '--code-only', '--target', 'dotnet'], folder);
        return path.join(folder, 'dist');
      },
    },
  },
  release_golang: {
    missing: () => go.missing(),
    /** The repository of the modules is an empty one in the folder. Compiling aws-cdk-lib takes minutes and is done where Go is tested. */
    env: (folder) => ({ JSII_BUILD_GO: '0', GITHUB_USE_SSH: 'true', ...standInFor(GO_REPOSITORY, path.join(folder, 'go-repository')) }),
    says: (version) => `Remote ref will be updated: cdkdevopspatterns/v${version}`,
    limits: { title: 'compilation of the module', reason: "'npm run test:languages' does it" },
  },
};

/** A key that signs nothing, made for the moment. */
function signingKey() {
  const home = fs.mkdtempSync(path.join(os.tmpdir(), 'gpg-'));
  const gpg = (...args) => execFileSync('gpg', ['--batch', '--quiet', '--pinentry-mode', 'loopback', '--passphrase', 'nothing', ...args], {
    encoding: 'utf8', env: { ...process.env, GNUPGHOME: home },
  });
  try {
    gpg('--quick-generate-key', 'nobody@example.com', 'rsa2048');
    // As publib wants it: in one line.
    const key = gpg('--armor', '--export-secret-keys').trim().split('\n').join('\\n');
    return { MAVEN_GPG_PRIVATE_KEY: key, MAVEN_GPG_PRIVATE_KEY_PASSPHRASE: 'nothing' };
  } finally {
    execFileSync('gpgconf', ['--kill', 'gpg-agent'], { env: { ...process.env, GNUPGHOME: home } });
    fs.rmSync(home, { recursive: true, force: true });
  }
}

/** Makes git take a repository of this machine for another. */
function standInFor(url, folder) {
  if (!fs.existsSync(folder)) {
    fs.mkdirSync(folder, { recursive: true });
    git(folder, 'init', '--quiet', '--initial-branch=main');
    git(folder, '-c', 'user.name=Dry run', '-c', 'user.email=dry-run@example.com', 'commit', '--quiet', '--allow-empty', '--message', 'empty');
  }
  return { GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: `url.${folder}.insteadOf`, GIT_CONFIG_VALUE_0: url };
}

module.exports = { TOOLCHAINS };
