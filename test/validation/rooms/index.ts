import { alarms } from './alarms';
import { alerting } from './alerting';
import { dashboards } from './dashboards';
import { deliveryMetrics } from './delivery-metrics';
import { incidents } from './incidents';
import { objectives } from './objectives';
import { pipelineBranches } from './pipeline-branches';
import { pipelineBuilds } from './pipeline-builds';
import { pipelineCloudFormation } from './pipeline-cloudformation';
import { pipelineCodeDeploy } from './pipeline-codedeploy';
import { pipelineOperations } from './pipeline-operations';
import { pipelineRules } from './pipeline-rules';
import { pipelineTests } from './pipeline-tests';
import { RoomUnderValidation } from './room';
import { signals } from './signals';
import { tracing } from './tracing';

export const ROOMS: RoomUnderValidation[] = [
  alarms, alerting, dashboards, deliveryMetrics, incidents, objectives, pipelineBranches, pipelineBuilds, pipelineCloudFormation,
  pipelineCodeDeploy, pipelineOperations, pipelineRules, pipelineTests, signals, tracing,
];
