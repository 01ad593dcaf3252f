import { AgentLogFile } from '../cloud-watch-agent-props';

/** What the agent has to do. */
export interface AgentDuties {
  readonly diskPaths: string[];
  readonly logFiles: AgentLogFile[];
}

export const AGENT_NAMESPACE = 'CWAgent';

/**
 * CloudWatch does not add up: a metric exists under the very dimensions it was sent with. Alarms ask for InstanceId or
 * AutoScalingGroupName alone, so the agent sends each metric under these as well. For a disk that is over all of its paths.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch-Agent-Configuration-File-Details.html
 */
export function agentConfiguration({ diskPaths, logFiles }: AgentDuties): object {
  return {
    agent: { metrics_collection_interval: 60 },
    metrics: {
      namespace: AGENT_NAMESPACE,
      append_dimensions: { InstanceId: '${aws:InstanceId}', AutoScalingGroupName: '${aws:AutoScalingGroupName}' },
      aggregation_dimensions: [['InstanceId'], ['AutoScalingGroupName']],
      metrics_collected: {
        mem: { measurement: ['mem_used_percent'] },
        // Names of devices change from instance to instance.
        disk: { measurement: ['used_percent'], resources: diskPaths, drop_device: true },
      },
    },
    ...logFiles.length > 0 && { logs: { logs_collected: { files: { collect_list: logFiles.map(collected) } } } },
  };
}

function collected({ path, logGroup, timestampFormat }: AgentLogFile): object {
  return { file_path: path, log_group_name: logGroup.logGroupName, log_stream_name: '{instance_id}', timestamp_format: timestampFormat };
}
