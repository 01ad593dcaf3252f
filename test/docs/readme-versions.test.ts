import * as fs from 'fs';
import * as path from 'path';

const ROOT = path.resolve(__dirname, '../..');
const README = read('README.md');
const { name, peerDependencies, devDependencies, engines, jsii: { targets } } = JSON.parse(read('package.json'));

/** The versions that the examples of each language are built with, where that language notes them. */
const BUILT_WITH: Record<string, string> = {
  TypeScript: JSON.parse(read('examples/typescript/package-lock.json')).packages['node_modules/aws-cdk-lib'].version,
  Python: only(read('examples/python/requirements.txt'), /^aws-cdk-lib==(\S+)$/m),
  Java: only(read('examples/java/pom.xml'), /<aws-cdk-lib\.version>([^<]+)</),
  Go: only(read('examples/go/go.mod'), /awscdk\/v2 v(\S+)/),
};

/** What each language calls the package. */
const PACKAGES: Record<string, string> = {
  'TypeScript': name,
  'Python': targets.python.module,
  'Java': `${targets.java.maven.groupId}:${targets.java.maven.artifactId}`,
  'Go': `${targets.go.moduleName}/${targets.go.packageName}`,
  '.NET': targets.dotnet.packageId,
};

describe('the versions that README.md names', () => {
  test('have an unambiguous floor', () => {
    expect(peerDependencies['aws-cdk-lib']).toBe(`^${devDependencies['aws-cdk-lib']}`);
    expect(peerDependencies.constructs).toBe(`^${devDependencies.constructs}`);
  });

  test('of aws-cdk-lib are those that TypeScript is tested on: the oldest and the latest', () => {
    expect(versionsIn(cellOf('TypeScript', 'tested on'))).toEqual([devDependencies['aws-cdk-lib'], BUILT_WITH.TypeScript]);
  });

  test.each(['Python', 'Java', 'Go'])('of aws-cdk-lib are those that %s is tested on', (language) => {
    expect(versionsIn(cellOf(language, 'tested on'))).toEqual([BUILT_WITH[language]]);
  });

  test('of .NET are none: nothing there is run', () => {
    expect(versionsIn(cellOf('.NET', 'tested on'))).toEqual([]);
  });

  test.each(['aws-cdk-lib', 'constructs'])('of %s are what npm asks for', (dependency) => {
    const version = cellOf(`\`${dependency}\``, 'version');
    expect(versionsIn(version)).toEqual([peerDependencies[dependency].replace('^', '')]);
    expect(version).toContain('or later');
  });

  test('of Node.js start with what npm asks for', () => {
    const version = cellOf('Node.js', 'version');
    expect(`>= ${/\d+/.exec(version)}.0.0`).toBe(engines.node);
  });
});

describe('the packages that README.md names', () => {
  test.each(Object.entries(PACKAGES))('are called so in %s', (language, expected) => {
    expect(cellOf(language, 'package')).toBe(`\`${expected}\``);
  });

  test('are installed by these names', () => {
    expect(cellOf('TypeScript', 'install')).toBe(`\`npm install ${name}\``);
    expect(cellOf('Python', 'install')).toBe(`\`pip install ${targets.python.distName}\``);
    expect(cellOf('.NET', 'install')).toBe(`\`dotnet add package ${targets.dotnet.packageId}\``);
  });
});

describe('what the examples say they are tested on', () => {
  test.each([
    ['typescript', 'TypeScript', /aws-cdk-lib@(\d\S+)/g],
    ['python', 'Python', /aws-cdk-lib==(\d\S+)/g],
    ['go', 'Go', /awscdk\/v2@v(\d\S+)/g],
  ])('is what they are built with, in %s', (folder, language, pattern) => {
    const named = [...read(`examples/${folder}/README.md`).matchAll(pattern)].map(([, version]) => version);
    expect(new Set(named)).toEqual(new Set([BUILT_WITH[language]]));
  });
});

/** Of a table: the cell in the row with this first cell, in the column whose heading starts like this. */
function cellOf(first: string, column: string): string {
  const tables = README.split(/\n(?!\|)/).map((block) => block.split('\n').filter((line) => line.startsWith('|')).map(cellsIn));
  const found = tables.flatMap(([heading, , ...rows]) => rows.filter((row) => row[0] === first)
    .map((row) => row[heading.findIndex((cell) => cell.startsWith(column))]));
  expect(found).toEqual([expect.any(String)]);
  return found[0];
}

function cellsIn(row: string): string[] {
  return row.split('|').slice(1, -1).map((cell) => cell.trim());
}

function versionsIn(cell: string): string[] {
  return cell.match(/\d+\.\d+\.\d+/g) ?? [];
}

function only(text: string, pattern: RegExp): string {
  const [, found] = pattern.exec(text) ?? [];
  return found;
}

function read(file: string): string {
  return fs.readFileSync(path.join(ROOT, file), 'utf8');
}
