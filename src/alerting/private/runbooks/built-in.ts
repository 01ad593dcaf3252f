/** A question to AWS that somebody can paste. */
export interface RunbookQuery {
  /** What it answers. */
  readonly asks: string;
  /** `sh` for a terminal, `text` for the console of CloudWatch Logs Insights. */
  readonly language: 'sh' | 'text';
  readonly text: string;
}

/** A runbook of ours, in the parts that every one has. */
export interface BuiltInRunbook {
  readonly title: string;
  /** One sentence: it goes into the message that arrives at night. */
  readonly firstStep: string;
  readonly meaning: string;
  readonly firstFiveMinutes: string[];
  readonly queries: RunbookQuery[];
  readonly causes: string[];
  readonly rollback: string;
  readonly escalation: string;
}

/** Most incidents follow a change. CloudTrail knows those of the last 90 days, about 15 minutes late. */
export const RECENT_CHANGES: RunbookQuery = {
  asks: 'What was changed in the last two hours, and by whom',
  language: 'sh',
  text: `aws cloudtrail lookup-events --lookup-attributes AttributeKey=ReadOnly,AttributeValue=false \\
  --start-time "$(date -u -d '-2 hours' +%FT%TZ)" --max-results 50 \\
  --query 'Events[].[EventTime,EventName,Username]' --output table`,
};

export const RECENT_DEPLOYMENTS: RunbookQuery = {
  asks: 'When was the service deployed, and how did that end',
  language: 'sh',
  text: `aws ecs list-service-deployments --cluster CLUSTER --service SERVICE --max-results 5 \\
  --query 'serviceDeployments[].[startedAt,status,targetServiceRevisionArn]' --output table`,
};

export const STOPPED_TASKS: RunbookQuery = {
  asks: 'Why did tasks stop',
  language: 'sh',
  text: `aws ecs describe-tasks --cluster CLUSTER --tasks $(aws ecs list-tasks --cluster CLUSTER --service-name SERVICE \\
  --desired-status STOPPED --query 'taskArns[]' --output text) \\
  --query 'tasks[].[stoppedAt,stopCode,stoppedReason,containers[0].exitCode]' --output table`,
};

export const ERROR_LINES: RunbookQuery = {
  asks: 'Which errors are in the log, the most frequent first (Logs Insights, log group of the service)',
  language: 'text',
  text: `filter @message like /(?i)(error|exception|fatal)/
| fields substr(@message, 0, 120) as start
| stats count(*) as lines, max(@timestamp) as latest by start
| sort lines desc
| limit 20`,
};

export const ROLL_BACK_A_RELEASE = `If it began within an hour of a release, go back first and understand later. A deployment that is still going on:
\`aws ecs stop-service-deployment --service-deployment-arn ARN --stop-type ROLLBACK\`. One that is complete: release the version before
through the pipeline. A CloudFormation stack that is being updated: \`aws cloudformation cancel-update-stack --stack-name STACK\`.
A change of the database schema does not go back with the code: check that the version before can read what is there.`;
