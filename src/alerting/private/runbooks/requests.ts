import { BuiltInRunbook, ERROR_LINES, RECENT_CHANGES, RECENT_DEPLOYMENTS, ROLL_BACK_A_RELEASE } from './built-in';

export const ERRORS: BuiltInRunbook = {
  title: 'Too many requests fail',
  firstStep: 'Look whether a deployment began in the last hour; if so, roll it back before you look for the cause.',
  meaning: `A share of requests ends in an error that is the fault of the service, not of the caller. Users see it. The share is in per cent of
all requests, so more traffic alone does not raise it.`,
  firstFiveMinutes: [
    'Roll back, if a deployment or a change of settings began within the last hour.',
    'See whether all paths fail, or one. One: who changed it last?',
    'Read the most frequent error in the log.',
    'Look at what the service depends on: database, queues, other services, a third party.',
    'Tell those who answer to users that you are at it.',
  ],
  queries: [
    ERROR_LINES,
    {
      asks: 'Where do errors come from: the targets or the load balancer itself',
      language: 'sh',
      text: `for metric in HTTPCode_Target_5XX_Count HTTPCode_ELB_5XX_Count; do
  aws cloudwatch get-metric-statistics --namespace AWS/ApplicationELB --metric-name $metric --dimensions Name=LoadBalancer,Value=LOAD_BALANCER \\
    --statistics Sum --period 60 --start-time "$(date -u -d '-30 minutes' +%FT%TZ)" --end-time "$(date -u +%FT%TZ)" --query "sort_by(Datapoints,&Timestamp)[].[Timestamp,Sum]"
done`,
    },
    RECENT_DEPLOYMENTS,
    RECENT_CHANGES,
  ],
  causes: [
    'A new version: errors begin with it. Roll back.',
    'A dependency that fails: the same error everywhere, often a timeout. Look at its own alarms; switch the feature off, if it can be.',
    'Errors of the load balancer, none of the targets (502, 503, 504): no healthy target, or connections that the targets close too early.',
    'A secret or certificate that was rotated or has expired: access denied, handshake failed.',
    'A limit: throttling, connections, disk. See those alarms.',
    'Bad input from one client: one address or key makes most errors. Answer it with a client error, or block it.',
  ],
  rollback: ROLL_BACK_A_RELEASE,
  escalation: `Call the owner of the service at once when more than a tenth of requests fail, or after fifteen minutes without a cause. If the cause is
another team's service, call that team and stay on the line; this alarm is still yours.`,
};

export const LATENCY: BuiltInRunbook = {
  title: 'Answers take too long',
  firstStep: 'See whether all requests are slow or the slowest only: compare p50 with p99 on the dashboard.',
  meaning: `The slowest requests take longer than agreed: one in a hundred at p99. When p50 rises with it, everything is slow: capacity or something
shared. When only p99 does, it is some requests: a path, a customer, a cold start, a lock.`,
  firstFiveMinutes: [
    'Compare p50, p90 and p99.',
    'See whether requests have grown, and whether the processor or the connections are at their limit.',
    'Find the slowest paths in the log or in the traces.',
    'Follow one slow trace to the call where the time goes.',
    'Roll back, if it began with a deployment.',
  ],
  queries: [
    {
      asks: 'Which paths are slow (Logs Insights; name the fields as your log does)',
      language: 'text',
      text: `filter ispresent(duration)
| stats count(*) as requests, pct(duration, 50) as p50, pct(duration, 99) as p99 by path
| sort p99 desc
| limit 20`,
    },
    {
      asks: 'Slow traces of the last half hour',
      language: 'sh',
      text: `aws xray get-trace-summaries --start-time "$(date -u -d '-30 minutes' +%s)" --end-time "$(date -u +%s)" \\
  --filter-expression 'responsetime > 2' --query 'TraceSummaries[:10].[Id,ResponseTime,Http.HttpURL]' --output table`,
    },
    RECENT_DEPLOYMENTS,
  ],
  causes: [
    'Too little capacity: the processor is busy or requests wait for a thread. Scale out.',
    'The database: a query without an index, a lock, no free connection. See its load by statement.',
    'A slow dependency: the time is in one outgoing call. Give it a timeout, and do without it if you can.',
    'Cold starts: new tasks or functions right after a deployment or a scale-out. It passes.',
    'A cache that is empty or gone: the hit ratio fell. Warm it, and do not restart it again.',
    'Larger answers or one large customer: bytes per request rise.',
    'Garbage collection: memory is nearly full at the same time.',
  ],
  rollback: ROLL_BACK_A_RELEASE,
  escalation: `Call the owner of the service when p50 is twice the usual for ten minutes: everybody waits. Call the owner of the database or of the other
service once you know that the time is spent there, with a trace in hand.`,
};

export const NO_TRAFFIC: BuiltInRunbook = {
  title: 'Nobody asks any more',
  firstStep: 'Open the service as a user would, from outside the network: if that works, the way to measure is broken, not the service.',
  meaning: `The service gets far fewer requests than at this time of the week, or none. It may be well and out of reach: users cannot get to it, or
those who call it are down. All other alarms are quiet then, because nothing fails where nothing arrives.`,
  firstFiveMinutes: [
    'Ask for it from outside: name, certificate, answer.',
    'Follow the way of a request: DNS, CDN, firewall, load balancer, listener, targets. Where do the numbers end?',
    'Ask whoever calls it: another service, a job, a partner.',
    'Look for a change of DNS, certificates, WAF rules or security groups.',
    'Check the calendar: a holiday, a campaign that ended, a customer who left.',
  ],
  queries: [
    {
      asks: 'Does it answer from outside',
      language: 'sh',
      text: `dig +short NAME
curl -sS -o /dev/null -w '%{http_code} %{time_total}s %{remote_ip}\\n' https://NAME/
echo | openssl s_client -connect NAME:443 -servername NAME 2>/dev/null | openssl x509 -noout -dates -subject`,
    },
    {
      asks: 'How many requests arrive at the load balancer',
      language: 'sh',
      text: `aws cloudwatch get-metric-statistics --namespace AWS/ApplicationELB --metric-name RequestCount --dimensions Name=LoadBalancer,Value=LOAD_BALANCER \\
  --statistics Sum --period 300 --start-time "$(date -u -d '-3 hours' +%FT%TZ)" --end-time "$(date -u +%FT%TZ)" --query 'sort_by(Datapoints,&Timestamp)[].[Timestamp,Sum]'`,
    },
    RECENT_CHANGES,
  ],
  causes: [
    'DNS: a record was changed or deleted, or the domain has expired.',
    'A certificate has expired, so browsers refuse.',
    'A firewall or a security group blocks too much: blocked requests rise in AWS WAF as allowed ones fall.',
    'A listener rule or a deployment sends requests elsewhere: look at the other target group.',
    'Whoever calls is down, or was pointed elsewhere.',
    'An outage of a region or provider: see the AWS Health Dashboard.',
    'Fewer users, indeed: make the alarm follow the week with anomaly detection.',
  ],
  rollback: `Revert the last change of DNS, firewall or routing. A DNS record takes as long as its time to live to come back: revert it first, then look
for the cause.`,
  escalation: `Call the owner of the service and whoever looks after DNS and the network when users cannot reach it: nobody else will notice, because nothing
fails. Call the caller's owner when it is well and nobody calls.`,
};

export const THROTTLES: BuiltInRunbook = {
  title: 'AWS refuses requests because there are too many',
  firstStep: 'Find which limit it is: of a table, of a function or of the account; the metric in the alarm names the service.',
  meaning: `An AWS service refuses calls above a limit. Callers try again, so that at first things are only slow; when retries fail, too, requests fail
or messages pile up. Retries without a pause make it worse.`,
  firstFiveMinutes: [
    'Find the resource and the limit.',
    'See whether the number of calls has grown, or the limit has shrunk.',
    'One key or partition that is hot, or all of them?',
    'Raise the limit if it is a setting: capacity of the table, concurrency of the function.',
    'Slow the caller down if it is a job: it can wait.',
  ],
  queries: [
    {
      asks: 'Functions: how many run, and what is reserved',
      language: 'sh',
      text: `aws lambda get-account-settings --query 'AccountLimit.[ConcurrentExecutions,UnreservedConcurrentExecutions]'
aws lambda get-function-concurrency --function-name FUNCTION`,
    },
    {
      asks: 'Tables: which capacity is there',
      language: 'sh',
      text: "aws dynamodb describe-table --table-name TABLE --query 'Table.[BillingModeSummary.BillingMode,ProvisionedThroughput,OnDemandThroughput]'",
    },
    { asks: 'A higher limit of the account', language: 'sh', text: 'aws service-quotas request-service-quota-increase --service-code SERVICE --quota-code CODE --desired-value VALUE' },
    RECENT_CHANGES,
  ],
  causes: [
    'More traffic: calls rise. Raise the capacity, or switch the table to on-demand.',
    'A hot key: consumed capacity is below the limit and calls are refused all the same. Spread the key, or cache it.',
    'Reserved concurrency that is too small: only this function is refused.',
    'Another function or job that uses up the concurrency of the account.',
    'A backfill, export or test: one caller makes most calls. Stop it.',
    'A loop: a function that calls itself through a queue or a bucket. Set its concurrency to zero, then look.',
  ],
  rollback: `Revert the release or job that made the calls grow. To stop a function at once: \`aws lambda put-function-concurrency --function-name FUNCTION
--reserved-concurrent-executions 0\`; delete that setting to let it go on.`,
  escalation: `Open a case with AWS Support when a limit of the account has to grow and the request does not go through by itself. Call the owner of the
caller before you stop it.`,
};

export const BURN_RATE: BuiltInRunbook = {
  title: 'The error budget is used up too fast',
  firstStep: 'Look which of the two it is, errors or latency, and follow that: this alarm says how bad it is, not why.',
  meaning: `The service fails its users so much that the errors it is allowed in a whole period will be used up long before its end. At a burn rate of
14 a budget of 30 days lasts two days; at 6, five days. It goes off only when both a long and a short window are bad, so it is going on now.`,
  firstFiveMinutes: [
    'Read on the dashboard how much of the budget is left and how fast it goes.',
    'Find the indicator: failed requests, or slow ones. Go on with the runbook for errors or latency.',
    'Roll back, if a deployment began before the burn.',
    'Stop other releases until it is over.',
    'Write down when users began to be affected: the review needs it.',
  ],
  queries: [
    {
      asks: 'Which alarms of this objective are on',
      language: 'sh',
      text: "aws cloudwatch describe-alarms --alarm-types MetricAlarm CompositeAlarm --state-value ALARM --query '[MetricAlarms[].[AlarmName,StateUpdatedTimestamp],CompositeAlarms[].[AlarmName,StateUpdatedTimestamp]]'",
    },
    ERROR_LINES,
    RECENT_DEPLOYMENTS,
  ],
  causes: [
    'A release: the burn begins with it. Roll back.',
    'A dependency outside your hands: its status page, its own alarms.',
    'Too little capacity at a peak: latency first, then errors.',
    'A slow leak of budget (rates of 1 to 3): some path always fails a little. Fix it in working hours; it is a ticket, not a page.',
    'Few requests: at night one failure is a high share. Raise the number of requests below which nothing counts.',
    'An objective that nobody can meet: if this goes off every week, change the objective or the service.',
  ],
  rollback: ROLL_BACK_A_RELEASE,
  escalation: `Call the owner of the service at once at a rate of 14; within the hour at 6. When the budget is used up, releases stop but for fixes: whoever
owns the product decides on exceptions.`,
};
