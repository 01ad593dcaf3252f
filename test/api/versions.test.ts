import { VERSIONS } from '../../src/core/private/versions';

describe.each(Object.entries(VERSIONS))('%s', (_, { value, endOfLife, source }) => {
  test(`${value} is still patched`, () => {
    expect(endOfLife).toMatch(/^\d{4}-\d{2}-\d{2}$/);
    expect(new Date(endOfLife).getTime()).toBeGreaterThan(Date.now());
  });

  test('has a source for its end of life', () => {
    expect(source).not.toBe('');
  });
});
