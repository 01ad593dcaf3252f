import * as fs from 'fs';
import * as path from 'path';

const ROOT = path.resolve(__dirname, '../..');

/** The programs that `npm run test:languages` compiles and runs, and what Maven reads. */
const PROGRAMS: Record<string, string> = {
  python: 'examples/python/minimal_service.py',
  java: 'examples/java/src/main/java/com/example/MinimalService.java',
  go: 'examples/go/minimal-service/main.go',
  xml: 'examples/java/pom.xml',
};

describe('the README shows other languages', () => {
  const readme = fs.readFileSync(path.join(ROOT, 'README.md'), 'utf8');

  test.each(Object.entries(PROGRAMS))('%s as it stands in %s', (language, program) => {
    const shown = [...readme.matchAll(new RegExp(`^\`\`\`${language}\n([^]*?)^\`\`\`$`, 'gm'))].map(([, code]) => unindented(code));
    const whole = unindented(fs.readFileSync(path.join(ROOT, program), 'utf8'));

    expect(shown).toHaveLength(1);
    if (language === 'xml') { expect(whole).toContain(shown[0]); } else { expect(shown[0]).toBe(whole); }
  });
});

/** In a program the same lines may stand further to the right. */
function unindented(code: string): string {
  return code.replace(/^\s+/gm, '');
}
