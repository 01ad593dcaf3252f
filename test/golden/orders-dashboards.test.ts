import { App } from 'aws-cdk-lib';
import { build } from './apps/orders';
import { findingsIn, textOf, textsIn } from '../dashboards/support/bodies';

describe('the dashboards of the Orders example', () => {
  const app = new App({ context: { 'aws:cdk:enable-path-metadata': false } });
  build(app);
  const dashboards = app.synth().stacks.flatMap(({ template }) => (
    Object.values<any>(template.Resources).filter(({ Type }) => Type === 'AWS::CloudWatch::Dashboard')));

  test('are within all limits of CloudWatch', () => {
    expect(findingsIn(app)).toEqual([]);
  });

  test('show the frontend, the API and the database', () => {
    const shown = dashboards.map(({ Properties }) => textsIn(JSON.parse(textOf(Properties.DashboardBody))).join('\n'));

    expect(shown.filter((texts) => /## Frontend[^]*## Api[^]*## /.test(texts)).length).toBeGreaterThan(0);
  });
});
