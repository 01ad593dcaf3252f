import { COVERAGE_SCRIPT } from '../../src/pipeline/private/coverage-script';
import { BuildResult, HOSTILE_TEXTS, runBuildspec } from '../support/buildspec';

/** Runs the script as a project does. */
function coverage(files: Record<string, string>, environment: Record<string, string> = {}): BuildResult {
  const project = {
    Environment: { EnvironmentVariables: [{ Name: 'COVERAGE_FILES', Value: 'coverage.xml' }, { Name: 'COVERAGE_MINIMUM', Value: '' }] },
    Source: { BuildSpec: JSON.stringify({ version: '0.2', env: { 'exported-variables': ['LINE_COVERAGE'] }, phases: { build: { commands: [COVERAGE_SCRIPT] } } }) },
  };
  return runBuildspec(project, { files, environment });
}

const LINE = (attributes: string) => `<?xml version="1.0"?>\n<coverage ${attributes}>\n<packages/></coverage>`;
const one = (content: string, minimum = '') => coverage({ 'coverage.xml': content }, { COVERAGE_MINIMUM: minimum });
const lineCoverage = (content: string) => one(content).exported.LINE_COVERAGE;

describe('line coverage', () => {
  test.each([
    ['counted lines', 'lines-valid="3" lines-covered="2" line-rate="0.1"', '66.66'],
    ['a rate alone', 'line-rate="0.8571"', '85.71'],
    ['a rate of 1', "line-rate = '1'", '100.00'],
    ['a rate of 1.0', 'line-rate="1.0"', '100.00'],
    ['a rate of 0', 'branch-rate="1" line-rate="0"', '0.00'],
    ['a tiny rate', 'line-rate="5e-1"', '50.00'],
    ['attributes on lines of their own', '\n  line-rate="0.5"\n  version="7"\n', '50.00'],
    ['attributes that end alike', 'old-line-rate="0.1" x-lines-valid="7" line-rate="0.9"', '90.00'],
  ])('is read from %s', (_, attributes, expected) => {
    expect(lineCoverage(LINE(attributes))).toBe(expected);
  });

  test('is read without line ends, with those of Windows, and not from comments', () => {
    expect(lineCoverage('<coverage line-rate="0.5"><x/></coverage>')).toBe('50.00');
    expect(lineCoverage('<?xml version="1.0"?>\r\n<!DOCTYPE coverage SYSTEM "x">\r\n<coverage\r\n\tline-rate="0.25">\r\n</coverage>\r\n')).toBe('25.00');
    expect(lineCoverage('<!-- <coverage line-rate="0.1"> --><coverage line-rate="0.2"/>')).toBe('20.00');
  });

  test('is told of a large file', () => {
    expect(lineCoverage(LINE('line-rate="0.5"') + '<line number="1" hits="1"/>\n'.repeat(100_000))).toBe('50.00');
  });

  test('is added up over several files, whatever they are called', () => {
    const files = { 'a/cobertura.xml': LINE('lines-valid="90" lines-covered="90"'), 'b b/$(touch pwned)/cobertura.xml': LINE('lines-valid="10" lines-covered="0"') };
    expect(coverage(files, { COVERAGE_FILES: '**/cobertura.xml' })).toMatchObject({ exported: { LINE_COVERAGE: '90.00' }, pwned: false });
    expect(coverage(files, { COVERAGE_FILES: 'a/cobertura.xml\nb b/$(touch pwned)/cobertura.xml' })).toMatchObject({ exported: { LINE_COVERAGE: '90.00' }, pwned: false });
  });

  test('is the lowest of all where a file does not count its lines', () => {
    const files = { 'a.xml': LINE('lines-valid="10" lines-covered="9"'), 'b.xml': LINE('line-rate="0.95"'), 'c.xml': LINE('line-rate="0.7"') };
    expect(coverage(files, { COVERAGE_FILES: '*.xml' }).exported).toEqual({ LINE_COVERAGE: '70.00' });
  });

  test.each([['80', '79.99', false], ['80', '80.00', true], ['79.99', '79.99', true], ['100', '99.99', false], ['0', '0.00', true], ['', '0.00', true]])(
    'with a minimum of %j and a coverage of %s succeeds: %s', (minimum, is, succeeds) => {
      expect(one(LINE(`lines-valid="10000" lines-covered="${Math.round(Number(is) * 100)}"`), minimum)).toMatchObject({ succeeded: succeeds, exported: { LINE_COVERAGE: is } });
    });

  test('that is almost the minimum is not rounded up to it', () => {
    expect(one(LINE('lines-valid="100000" lines-covered="79999"'), '80')).toMatchObject({ succeeded: false, exported: { LINE_COVERAGE: '79.99' } });
  });
});

describe('coverage that says nothing fails, in words', () => {
  test.each([
    ['an empty file', '', 'is empty'],
    ['another format', '<report name="jacoco"><counter/></report>', 'has no element called coverage'],
    ['another element', '<coverages line-rate="1"/>', 'has no element called coverage'],
    ['no numbers', LINE('version="1"'), 'does not say how many lines are covered'],
    ['a rate above 1', LINE('line-rate="85"'), 'does not say how many lines are covered'],
    ['a negative rate', LINE('line-rate="-0.1"'), 'does not say how many lines are covered'],
    ['a rate that is no number', LINE('line-rate="NaN"'), 'does not say how many lines are covered'],
    ['more lines covered than there are', LINE('lines-valid="1" lines-covered="2"'), 'does not say how many lines are covered'],
    ['a comment alone', '<!-- <coverage line-rate="1"/>', 'has no element called coverage'],
    ['no lines', LINE('lines-valid="0" lines-covered="0" line-rate="1"'), 'counts no lines at all'],
  ])('%s', (_, content, message) => {
    const result = one(content, '50');
    expect(result).toMatchObject({ succeeded: false, exported: {} });
    expect(result.errors).toContain('The coverage file ./coverage.xml');
    expect(result.errors).toContain(message);
  });

  test('no file', () => {
    const result = coverage({}, { COVERAGE_FILES: 'coverage.xml\n**/*.cobertura' });
    expect(result).toMatchObject({ succeeded: false, exported: {} });
    expect(result.errors).toContain('There is no coverage file: nothing in ');
    expect(result.errors).toContain('matches coverage.xml, **/*.cobertura.');
  });

  test('one bad file among good ones', () => {
    const result = coverage({ 'a.xml': LINE('line-rate="1"'), 'b.xml': '<html/>', 'c.xml': LINE('line-rate="1"') }, { COVERAGE_FILES: '*.xml' });
    expect(result).toMatchObject({ succeeded: false, exported: {} });
    expect(result.errors).toContain('The coverage file ./b.xml is not Cobertura XML');
  });
});

test('nothing in a coverage file is executed', () => {
  for (const hostile of HOSTILE_TEXTS) {
    expect(one(LINE(`line-rate="${hostile}" lines-valid="${hostile}"`), '50')).toMatchObject({ succeeded: false, pwned: false });
  }
});
