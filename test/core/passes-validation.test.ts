import { passesValidation } from '../../src/core/private/passes-validation';

describe('a property that the validation of some versions of the CDK takes for a mistake', () => {
  test.each([
    ['2.240.0', true, true], ['2.261.0', true, true], ['2.262.0', false, false], ['2.263.0', false, false], ['2.267.0', false, false],
    ['2.268.0', true, false], ['2.275.0', true, false], ['2.276.0', true, true], ['3.0.0', true, true],
  ])('may be a default of ours with aws-cdk-lib %s: warm-up %s, tags in messages %s', (version, warmUp, tags) => {
    expect([passesValidation('WarmUpConfiguration', version), passesValidation('ActionConfiguration', version)]).toEqual([warmUp, tags]);
  });
});
