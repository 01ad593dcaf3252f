import { MeasuredSource } from './measured-source';
import { percentOf } from './metrics';
import { Subject } from './subject';
import { FIVE_MINUTES } from '../../core/private/periods';
import { ResourceKind } from '../resource-kind';
import { SignalUnit } from '../signal';
import { GoldenSignals } from '../signal-source';

export class BuildProjectSource extends MeasuredSource {
  public readonly resourceKind = ResourceKind.BUILD_PROJECT;

  constructor(subject: Subject, private readonly projectName: string) {
    super(subject);
  }

  public goldenSignals(): GoldenSignals {
    const metric = this.metricsOf('AWS/CodeBuild', { ProjectName: this.projectName }, FIVE_MINUTES);
    const { COUNT, PERCENT, SECONDS } = SignalUnit;
    const failed = metric('FailedBuilds', 'Sum');
    const succeeded = metric('SucceededBuilds', 'Sum');
    const errors = percentOf({ failed }, { succeeded, failed }, 'Failed builds', FIVE_MINUTES);
    return {
      requests: this.signal('requests', metric('Builds', 'Sum'), 'Builds', COUNT),
      errors: this.signal('errors', errors, 'Failed builds', PERCENT),
      // CodeBuild keeps no percentiles.
      latency: this.signal('latency', metric('Duration', 'Maximum'), 'Longest build', SECONDS),
      extras: {
        errorCount: this.signal('errorCount', failed, 'Builds that failed', COUNT),
        queued: this.signal('queued', metric('QueuedDuration', 'Maximum'), 'Time before a build begins', SECONDS),
      },
    };
  }
}

export class PipelineSource extends MeasuredSource {
  public readonly resourceKind = ResourceKind.PIPELINE;

  constructor(subject: Subject, private readonly pipelineName: string) {
    super(subject);
  }

  // CodePipeline does not publish how many executions there are: errors are a number, not a share.
  public goldenSignals(): GoldenSignals {
    const metric = this.metricsOf('AWS/CodePipeline', { PipelineName: this.pipelineName }, FIVE_MINUTES);
    return {
      errors: this.signal('errors', metric('FailedPipelineExecutions', 'Sum'), 'Failed executions', SignalUnit.COUNT),
      latency: this.signal('latency', metric('PipelineDuration', 'Maximum'), 'Longest execution', SignalUnit.SECONDS),
    };
  }
}
