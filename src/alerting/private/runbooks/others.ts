import { BuiltInRunbook, ERROR_LINES, RECENT_CHANGES, RECENT_DEPLOYMENTS, ROLL_BACK_A_RELEASE } from './built-in';

export const CERTIFICATE_EXPIRY: BuiltInRunbook = {
  title: 'A certificate expires',
  firstStep: 'Look why it does not renew: a certificate of ACM that is validated by DNS needs its CNAME record to be there still.',
  meaning: `A certificate is valid for a few days more. After that, browsers and clients refuse to connect, all at once. ACM renews its own certificates
weeks before, as long as they are in use and can be validated; one that is imported is never renewed by AWS.`,
  firstFiveMinutes: [
    'Read which names it has, how long it is valid, and what uses it.',
    'Issued by ACM: read the status of the renewal and its reason.',
    'Validated by DNS: check that the CNAME record is still there. By mail: find the mail and follow it.',
    'Imported: get a new one from its issuer, and import it under the same ARN.',
    'Check afterwards from outside which certificate is shown.',
  ],
  queries: [
    {
      asks: 'State of the certificate and of its renewal',
      language: 'sh',
      text: `aws acm describe-certificate --certificate-arn CERTIFICATE \\
  --query 'Certificate.[DomainName,Type,NotAfter,InUseBy,RenewalEligibility,RenewalSummary,DomainValidationOptions]'`,
    },
    { asks: 'A new imported certificate in its place', language: 'sh', text: 'aws acm import-certificate --certificate-arn CERTIFICATE --certificate fileb://cert.pem --private-key fileb://key.pem --certificate-chain fileb://chain.pem' },
    { asks: 'What the world sees', language: 'sh', text: 'echo | openssl s_client -connect NAME:443 -servername NAME 2>/dev/null | openssl x509 -noout -dates -issuer -subject' },
  ],
  causes: [
    'The CNAME record of the validation was deleted in a clean-up, or the zone has moved. Create it again; the renewal goes on within hours.',
    'Imported: nobody renews it but you. Replace it by one of ACM, if you can.',
    'Validated by mail, and the mailbox is no longer read. Ask for a new one that is validated by DNS.',
    'Not in use: ACM does not renew it. Delete it, and the alarm with it.',
    'A CAA record that does not allow Amazon.',
    'It has been renewed, and something still shows the old one: a server with a copy, a CDN in another account.',
  ],
  rollback: `A new certificate that does not work: put the old one back as long as it is valid. Listeners hold several certificates: add the new one before you
take the old one away.`,
  escalation: `Call whoever looks after DNS for the domain, and whoever buys certificates, when less than seven days are left. With one day left it is an outage
that has a date: treat it as one.`,
};

export const LOG_PATTERN: BuiltInRunbook = {
  title: 'A log has lines that should not be there',
  firstStep: 'Read the lines themselves, with ten lines before and after, in the log group that the alarm names.',
  meaning: `A pattern that somebody thought worth an alarm was found in a log. How bad that is depends on the pattern; the description of the alarm says who
asked for it.`,
  firstFiveMinutes: [
    'Read the lines, and what came right before them in the same stream.',
    'Count them by minute: a few, more and more, or all the time?',
    'See whether they come from one task or from all.',
    'Look at errors and latency of the service: do users notice?',
    'Search the code for the text: the place says what it means.',
  ],
  queries: [
    ERROR_LINES,
    {
      asks: 'How many, and from where (Logs Insights)',
      language: 'text',
      text: `filter @message like /PATTERN/
| stats count(*) as lines, max(@timestamp) as latest by @logStream
| sort lines desc`,
    },
    { asks: 'Follow the log', language: 'sh', text: "aws logs tail LOG_GROUP --follow --since 15m --filter-pattern '\"PATTERN\"'" },
    RECENT_CHANGES,
  ],
  causes: [
    'A new version logs more, or something new fails in it.',
    'A dependency fails, and this is where it is noticed first.',
    'Somebody tries passwords or looks for holes: many addresses or users, few successes. Tell security; keep the log.',
    'A pattern that is too wide: it finds lines that are no problem. Make it narrower, do not mute it.',
    'One message that is tried again and again: the same id in all lines.',
  ],
  rollback: ROLL_BACK_A_RELEASE,
  escalation: `Call the owner of the pattern when you cannot tell what it means. Call security at once for signs of a break-in, of leaked secrets or of data in
the wrong hands, and do not clean up before they have looked.`,
};

export const ALERT_DELIVERY: BuiltInRunbook = {
  title: 'Alerts do not arrive',
  firstStep: 'Tell the team in another way that alerts may be missing, and look at the list of alarms in the console yourself.',
  meaning: `Something between alarms and people fails: a topic cannot deliver, a function cannot handle a change of state, an endpoint refuses. Other
incidents may go on unnoticed. Until this is fixed, somebody has to watch.`,
  firstFiveMinutes: [
    'List all alarms that are on now, and deal with them.',
    'Say in the team chat that alerts are unreliable, and who watches.',
    'Find the part that fails: failed notifications of a topic, dead letters, failed executions.',
    'Read its error: access denied, endpoint not found, key, throttling.',
    'Send a test once it is fixed, and see it arrive.',
  ],
  queries: [
    {
      asks: 'What is on now',
      language: 'sh',
      text: "aws cloudwatch describe-alarms --alarm-types MetricAlarm CompositeAlarm --state-value ALARM --query '[MetricAlarms[].AlarmName,CompositeAlarms[].AlarmName]'",
    },
    {
      asks: 'Which actions of alarms failed',
      language: 'sh',
      text: `aws cloudwatch describe-alarm-history --history-item-type Action --alarm-types MetricAlarm CompositeAlarm --max-records 50 \\
  --query "AlarmHistoryItems[?contains(HistorySummary, 'Failed')].[Timestamp,AlarmName,HistorySummary]" --output table`,
    },
    { asks: 'Who listens to a topic, and who has not confirmed', language: 'sh', text: "aws sns list-subscriptions-by-topic --topic-arn TOPIC --query 'Subscriptions[].[Protocol,Endpoint,SubscriptionArn]' --output table" },
    { asks: 'Dead letters of the alerting', language: 'sh', text: 'aws sqs receive-message --queue-url DEAD_LETTER_QUEUE --max-number-of-messages 5 --visibility-timeout 10 --message-system-attribute-names All' },
    { asks: 'A test', language: 'sh', text: "aws cloudwatch set-alarm-state --alarm-name ALARM --state-value ALARM --state-reason 'test of the alerting'" },
  ],
  causes: [
    'A key: CloudWatch or Amazon SNS may not use it. The action says so in the history of the alarm.',
    'The policy of a topic was replaced by one without CloudWatch.',
    'A subscription that nobody confirmed, or that the mailbox cancelled.',
    'An endpoint that is gone or has a new key: paging service, webhook, Slack workspace.',
    'A role or permission that was removed: access denied in the log of the function.',
    'Throttling during a storm of alarms: it has caught up, and dead letters remain. Send them back.',
  ],
  rollback: `Revert the last change of keys, policies, endpoints or roles: see CloudTrail. Send dead letters back with \`aws sqs start-message-move-task\`; alarms
that are still on are not sent again by themselves, so look at them by hand.`,
  escalation: `Call whoever looks after the alerting at once, by telephone. If it cannot be fixed within half an hour, agree on who watches the console until
it is.`,
};

export const OTHER: BuiltInRunbook = {
  title: 'An alarm went off',
  firstStep: 'Read the description of the alarm and look at its graph: when did it begin, and what else changed at that time?',
  meaning: `A number has passed the limit that somebody set for it. The library does not know what the number means; the description of the alarm and its
owner do. Write a runbook for it when this is over.`,
  firstFiveMinutes: [
    'Read name, description and tags of the alarm: which service, which owner?',
    'Look at a day and a week of the graph: is it new, or does it come every day?',
    'See whether users notice: errors and latency of the service.',
    'Look for other alarms that are on: this one may follow from them.',
    'Look for a deployment or change right before.',
  ],
  queries: [
    {
      asks: 'What is the alarm, and what has it done lately',
      language: 'sh',
      text: `aws cloudwatch describe-alarms --alarm-types MetricAlarm CompositeAlarm --alarm-names ALARM
aws cloudwatch describe-alarm-history --alarm-types MetricAlarm CompositeAlarm --alarm-name ALARM --history-item-type StateUpdate --max-records 20 \\
  --query 'AlarmHistoryItems[].[Timestamp,HistorySummary]' --output table`,
    },
    { asks: 'What else is on', language: 'sh', text: "aws cloudwatch describe-alarms --alarm-types MetricAlarm CompositeAlarm --state-value ALARM --query '[MetricAlarms[].AlarmName,CompositeAlarms[].AlarmName]'" },
    RECENT_DEPLOYMENTS,
    RECENT_CHANGES,
  ],
  causes: [
    'A change: a deployment, a setting, a job, a rotated secret.',
    'More or less traffic than usual.',
    'Something that the service depends on.',
    'An outage at AWS: see the AWS Health Dashboard.',
    'A limit that is too tight: the service is well, and nobody notices. Change the limit in the code, not in the console.',
  ],
  rollback: ROLL_BACK_A_RELEASE,
  escalation: `Call the owner in the tags or the description of the alarm when users notice, or when you do not understand it within fifteen minutes. Nobody is
to blame for a call too many.`,
};
