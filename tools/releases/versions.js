// Which version a package says it is, as its registry will read it.
const { execFileSync } = require('child_process');
const fs = require('fs');
const path = require('path');

const WHEEL_METADATA = `
import sys, zipfile
wheel = zipfile.ZipFile(sys.argv[1])
print(next(wheel.read(name).decode() for name in wheel.namelist() if name.endswith('.dist-info/METADATA')))
`;

/** By job: the versions in the package that is in `dist` of a folder. */
const VERSIONS = {
  release_npm: (dist) => {
    const tarball = only(dist, 'js', /\.tgz$/);
    return ['package.json', '.jsii'].map((file) => JSON.parse(execFileSync('tar', ['-xzOf', tarball, `package/${file}`], text)).version);
  },
  release_pypi: (dist) => [/^Version: (.+)$/m.exec(execFileSync('python3', ['-c', WHEEL_METADATA, only(dist, 'python', /\.whl$/)], text))[1]],
  release_maven: (dist) => {
    const pom = fs.readFileSync(only(dist, 'java', /\.pom$/), 'utf8');
    return [/<artifactId>cdk-devops-patterns<\/artifactId>\s*<version>(.+)<\/version>/.exec(pom)[1]];
  },
  release_nuget: (dist) => [/<PackageVersion>(.+)<\/PackageVersion>/.exec(fs.readFileSync(only(dist, 'dotnet', /\.csproj$/), 'utf8'))[1]],
  release_golang: (dist) => [fs.readFileSync(only(dist, 'go', /\/version$/), 'utf8').trim()],
};

const text = { encoding: 'utf8', maxBuffer: 2 ** 28 };

/** The only file of that name, however deep. */
function only(dist, language, name) {
  const folder = path.join(dist, language);
  const files = fs.readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => name.test(`/${file}`));
  if (files.length !== 1) { throw new Error(`${files.length} files like ${name} in ${language}: ${files.join(', ')}`); }
  return path.join(folder, files[0]);
}

/** Fails unless a package says everywhere that it is that version. */
function requireVersion(job, dist, version) {
  const found = VERSIONS[job](dist);
  if (found.some((other) => other !== version)) { throw new Error(`the package is version ${found.join(', ')}, not ${version}`); }
}

module.exports = { requireVersion };
