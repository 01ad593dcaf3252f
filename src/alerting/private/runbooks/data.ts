import { BuiltInRunbook, ERROR_LINES, RECENT_DEPLOYMENTS, ROLL_BACK_A_RELEASE } from './built-in';

export const BACKLOG: BuiltInRunbook = {
  title: 'Work piles up',
  firstStep: 'Look whether the consumers still work: if messages are taken and not deleted, they fail; if none are taken, nobody runs.',
  meaning: `More work arrives than is done: messages in a queue get old, records of a stream wait. Nothing is lost yet. Work that is older than the
retention of the queue or stream is lost: know that time.`,
  firstFiveMinutes: [
    'Read the age of the oldest message, and the retention of the queue.',
    'Compare how much arrives with how much is deleted.',
    'See whether consumers run, and whether they fail: log, errors, dead letters.',
    'Look at what consumers call: a slow database makes all of them slow.',
    'Start more consumers, if what they call can take it.',
  ],
  queries: [
    {
      asks: 'How many messages wait, are being worked on, and how long they are kept',
      language: 'sh',
      text: `aws sqs get-queue-attributes --queue-url QUEUE --attribute-names ApproximateNumberOfMessages ApproximateNumberOfMessagesNotVisible \\
  MessageRetentionPeriod VisibilityTimeout RedrivePolicy`,
    },
    {
      asks: 'What arrives and what is done',
      language: 'sh',
      text: `for metric in NumberOfMessagesSent NumberOfMessagesDeleted ApproximateAgeOfOldestMessage; do
  aws cloudwatch get-metric-statistics --namespace AWS/SQS --metric-name $metric --dimensions Name=QueueName,Value=QUEUE_NAME --statistics Sum Maximum \\
    --period 300 --start-time "$(date -u -d '-2 hours' +%FT%TZ)" --end-time "$(date -u +%FT%TZ)" --query 'sort_by(Datapoints,&Timestamp)[].[Timestamp,Sum,Maximum]'
done`,
    },
    ERROR_LINES,
    RECENT_DEPLOYMENTS,
  ],
  causes: [
    'Consumers fail: the same messages come again and again. Fix or roll back; poison messages belong among the dead letters.',
    'Consumers are too few, or at the limit of their concurrency.',
    'Consumers are slow: what they call is. More consumers would make it worse.',
    'A burst: a batch, an import, a retry of a partner. It passes; work out when.',
    'A visibility timeout that is shorter than the work: messages are done twice. It should be six times as long.',
    'A single hot group or shard: the others are empty.',
    'The mapping from the queue to the function is disabled.',
  ],
  rollback: ROLL_BACK_A_RELEASE,
  escalation: `Call the owner of the consumer when the oldest message will reach the retention within a day, or when users wait for the work. Never purge a
queue without the owner of the messages: nothing brings them back.`,
};

export const DEAD_LETTERS: BuiltInRunbook = {
  title: 'Messages could not be processed',
  firstStep: 'Read one of the messages without deleting it, and look for its id in the log of the consumer.',
  meaning: `The consumer tried some messages as often as it may and gave up; they are now in the queue of dead letters. What they asked for has not been
done. They are kept until the retention of that queue ends, counted from when they were first sent.`,
  firstFiveMinutes: [
    'See how many there are, whether there are more each minute, and how long they are kept.',
    'Read one or two. Mind that they may hold personal data.',
    'Find the error of the consumer for them.',
    'Decide: a bad message, or a bad consumer? Many different ones point at the consumer or at what it calls.',
    'Fix first, then send them back. Not the other way round.',
  ],
  queries: [
    {
      asks: 'What do they look like (they become visible again after ten seconds)',
      language: 'sh',
      text: `aws sqs receive-message --queue-url DEAD_LETTER_QUEUE --max-number-of-messages 5 --visibility-timeout 10 \\
  --message-system-attribute-names All --message-attribute-names All`,
    },
    {
      asks: 'Send them back, once the cause is gone',
      language: 'sh',
      text: `aws sqs start-message-move-task --source-arn DEAD_LETTER_QUEUE_ARN --max-number-of-messages-per-second 10
aws sqs list-message-move-tasks --source-arn DEAD_LETTER_QUEUE_ARN`,
    },
    ERROR_LINES,
  ],
  causes: [
    'A new version of the consumer cannot read old messages, or a new producer writes what the old consumer cannot read.',
    'A dependency was down for longer than all retries: send them back.',
    'A permission or a secret is missing: all of them fail with the same error.',
    'The work takes longer than the visibility timeout or the timeout of the function.',
    'One malformed message: correct and send it again, or record and delete it with the owner.',
    'Duplicates that the consumer refuses: make it say that it is done.',
  ],
  rollback: `Roll back the consumer if they began with its release, or the producer if it began with that. Then send the messages back, slowly. Check first
that doing a message twice does no harm.`,
  escalation: `Call the owner of the messages before you delete any, and when they are about orders, payments or deliveries at once. Call the owner of the
consumer when more arrive each minute.`,
};

export const CONNECTIONS: BuiltInRunbook = {
  title: 'A database runs out of connections',
  firstStep: 'See who holds the connections, by user and address, and whether they are idle: idle ones are a pool that is too large or a leak.',
  meaning: `The number of open connections comes near what the database allows. When it is reached, new connections are refused: new tasks do not start, and
requests fail although the database has little to do.`,
  firstFiveMinutes: [
    'Compare open connections with the maximum.',
    'List them by user, address and state.',
    'See whether the number of tasks or functions has grown: each has a pool of its own.',
    'End connections that have been idle in a transaction for long; they hold locks, too.',
    'Stop scaling out: every new task takes more.',
  ],
  queries: [
    {
      asks: 'Who holds connections (PostgreSQL)',
      language: 'text',
      text: `select usename, client_addr, state, count(*), max(now() - state_change) as longest from pg_stat_activity group by 1, 2, 3 order by 4 desc;
show max_connections;
select pg_terminate_backend(pid) from pg_stat_activity where state = 'idle in transaction' and state_change < now() - interval '10 minutes';`,
    },
    {
      asks: 'Who holds connections (MySQL)',
      language: 'text',
      text: `select user, substring_index(host, ':', 1) as address, command, count(*), max(time) as longest from information_schema.processlist group by 1, 2, 3 order by 4 desc;
show variables like 'max_connections';`,
    },
    RECENT_DEPLOYMENTS,
  ],
  causes: [
    'More tasks or functions: their number times the size of the pool is more than the maximum. Make the pool smaller, or put RDS Proxy in front.',
    'A leak: connections per task climb from its start. Restart the oldest tasks, then fix it.',
    'Transactions left open: idle in transaction for minutes.',
    'Slow queries: connections are busy for longer. Look at latency of the database.',
    'A deployment: old and new tasks are connected at the same time. It passes with the old ones.',
    'A smaller instance than before: the maximum depends on its memory.',
    'Retries without a pause after a short outage: all of them connect at once.',
  ],
  rollback: ROLL_BACK_A_RELEASE,
  escalation: `Call the owner of the database when connections are refused. Raising the maximum needs a restart on some engines and takes memory from queries:
that is their decision. Keep one connection of an administrator open.`,
};

export const REPLICA_LAG: BuiltInRunbook = {
  title: 'A replica is behind',
  firstStep: 'See whether the replica still applies changes: a lag that grows second by second means that it has stopped.',
  meaning: `A copy of the database shows what was true some time ago. Users who read from it do not see what they have just written, and if the primary is
lost now, the time of the lag is lost with it when this copy takes over.`,
  firstFiveMinutes: [
    'Read whether the lag grows by a second each second (stopped), slowly (too slow) or falls (catching up).',
    'See whether the primary writes much more than usual.',
    'Look for a long query on the replica: it may hold up what is to be applied.',
    'Send reads that must be up to date to the primary, if it has room.',
    'Do not fail over to this replica until it has caught up.',
  ],
  queries: [
    {
      asks: 'The lag, minute by minute',
      language: 'sh',
      text: `aws cloudwatch get-metric-statistics --namespace AWS/RDS --metric-name ReplicaLag --dimensions Name=DBInstanceIdentifier,Value=REPLICA \\
  --statistics Maximum --period 60 --start-time "$(date -u -d '-1 hour' +%FT%TZ)" --end-time "$(date -u +%FT%TZ)" --query 'sort_by(Datapoints,&Timestamp)[].[Timestamp,Maximum]'`,
    },
    {
      asks: 'State of the replication',
      language: 'sh',
      text: "aws rds describe-db-instances --db-instance-identifier REPLICA --query 'DBInstances[].[DBInstanceStatus,StatusInfos]'",
    },
    {
      asks: 'Long queries on the replica (PostgreSQL)',
      language: 'text',
      text: "select pid, now() - query_start as since, state, left(query, 80) from pg_stat_activity where state <> 'idle' order by 2 desc limit 10;",
    },
  ],
  causes: [
    'A batch, migration or index on the primary: it writes faster than the replica applies. It passes; make batches smaller.',
    'A replica that is smaller than the primary: its processor or its disk is full.',
    'A long report on the replica: end it, or give it a replica of its own.',
    'Replication stopped with an error (MySQL): a write on the replica, a statement that does not replicate. Create the replica anew.',
    'No primary key on a large table (MySQL): each changed row is looked for in the whole table.',
    'The network between regions: all replicas over there are behind.',
  ],
  rollback: `Stop the batch or migration that writes so much. A replica that stopped with an error is best replaced: create a new one, move the readers, delete
the old one.`,
  escalation: `Call the owner of the database when replication has stopped, or when the lag is longer than the data loss that was agreed on. Tell the teams that
read from the replica what they see.`,
};
