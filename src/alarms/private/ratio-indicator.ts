import { Construct } from 'constructs';
import { inputError, requireAbility, show } from '../../core/private/input-error';
import { requireKinds } from '../../core/private/require-kinds';
import { IServiceLevelIndicator, SliMeasure, SliRatio } from '../service-level-indicator';

export class RatioIndicator implements IServiceLevelIndicator {
  constructor(private readonly ratio: SliRatio) {}

  public measure(scope: Construct): SliMeasure {
    if (typeof this.ratio !== 'object' || this.ratio === null) {
      throw inputError(scope, `'indicator' must be made of { bad, total }, got ${show(this.ratio)}`);
    }
    const { bad, total, badEvents = 'bad events' } = this.ratio;
    const expected = 'a metric, such as new cloudwatch.Metric({ … })';
    requireAbility(scope, { prop: 'bad', value: bad, method: 'toMetricConfig', expected });
    requireAbility(scope, { prop: 'total', value: total, method: 'toMetricConfig', expected });
    requireKinds(scope, { badEvents }, { badEvents: 'text' });
    return { bad, total, badEvents };
  }
}
