import { BuiltInRunbook, RECENT_CHANGES, RECENT_DEPLOYMENTS, ROLL_BACK_A_RELEASE, STOPPED_TASKS } from './built-in';

export const CPU: BuiltInRunbook = {
  title: 'The processor is busy',
  firstStep: 'Compare the requests of the last hour with those of the same hour yesterday: more traffic needs more capacity, the same traffic points at a change.',
  meaning: `The processors of a service, group, server or database have been nearly full for some time. By itself that harms nobody; answers
become slow when work queues up, and health checks fail when it gets worse. Look at latency next to it: as long as users wait no longer than
usual, there is time.`,
  firstFiveMinutes: [
    'Look at latency and errors of the same service. If they are bad, too, treat this as an outage; otherwise as a warning of one.',
    'Compare requests now with yesterday and last week.',
    'See whether it is all tasks, instances or readers, or a single one. A single one: replace it, and keep its log.',
    'Look for a deployment, a scheduled job or a new query that started when the curve bends.',
    'Buy time: raise the desired number of tasks or instances, or the size of the database, before you look for the cause.',
  ],
  queries: [
    {
      asks: 'How busy is the service, minute by minute',
      language: 'sh',
      text: `aws cloudwatch get-metric-statistics --namespace AWS/ECS --metric-name CPUUtilization \\
  --dimensions Name=ClusterName,Value=CLUSTER Name=ServiceName,Value=SERVICE --statistics Average Maximum --period 60 \\
  --start-time "$(date -u -d '-1 hour' +%FT%TZ)" --end-time "$(date -u +%FT%TZ)" --query 'sort_by(Datapoints,&Timestamp)[].[Timestamp,Average,Maximum]'`,
    },
    { asks: 'More room now', language: 'sh', text: 'aws ecs update-service --cluster CLUSTER --service SERVICE --desired-count COUNT' },
    RECENT_DEPLOYMENTS,
  ],
  causes: [
    'More traffic: requests rise with it. Scale out; check that the maximum of the scaling policy is not reached.',
    'A new version that does more for each request: the curve bends at a deployment. Go back.',
    'A loop, a retry storm or a slow regular expression: one task is full while the others are not.',
    'A job: it comes at the same time each day. Move it to capacity of its own, or make it smaller.',
    'A database without an index: the reads per request rise. See the slowest statements in Database Insights.',
    'Burstable instances without credits: `CPUCreditBalance` is near zero. Change the type, or switch to unlimited.',
    'Scanners or bots: a few addresses make most requests. Block them in AWS WAF.',
  ],
  rollback: ROLL_BACK_A_RELEASE,
  escalation: `Call the owner of the service when latency or errors are bad for ten minutes although you have scaled out, or when the limit of the
account or of the scaling policy is reached. Call whoever owns the database when it is the database: do not restart it to see whether that helps.`,
};

export const MEMORY: BuiltInRunbook = {
  title: 'Memory is nearly full',
  firstStep: 'See whether memory climbs steadily (a leak: restart the oldest tasks one by one) or jumped (a change or a big request).',
  meaning: `The memory of a service, server or database is nearly used up. A container that passes its limit is killed at once (exit code 137) and
replaced; a server begins to swap and becomes slow; a database drops its caches and reads from disk.`,
  firstFiveMinutes: [
    'See whether tasks are being killed already: exit code 137, or `OutOfMemoryError` as the reason.',
    'Look at a day of the curve: a ramp that begins at each deployment is a leak, a step is a change, a spike is one request or job.',
    'With a ramp: start new tasks before old ones die, by a new deployment of the same version.',
    'With a step after a release: go back.',
    'With a spike: find the request or job in the log at that minute.',
  ],
  queries: [
    STOPPED_TASKS,
    { asks: 'New tasks of the same version, one by one', language: 'sh', text: 'aws ecs update-service --cluster CLUSTER --service SERVICE --force-new-deployment' },
    {
      asks: 'Which functions come near their memory (Logs Insights, log group of the function)',
      language: 'text',
      text: `filter @type = "REPORT"
| stats max(@maxMemoryUsed / 1024 / 1024) as usedMiB, max(@memorySize / 1024 / 1024) as sizeMiB by bin(5m)`,
    },
  ],
  causes: [
    'A leak: memory never falls between peaks. Take a heap dump of one task before it goes, then restart.',
    'A cache without a limit: it grows with the number of different keys.',
    'A whole file, report or result set in memory: a spike that one user or job causes. Read it in parts.',
    'A runtime that does not know its limit: set the heap to about three quarters of the memory of the container.',
    'Too many connections or threads: each has a stack. Look at connections, too.',
    'A database whose working set has outgrown it: the cache hit ratio falls and reads rise. Take the next size.',
  ],
  rollback: ROLL_BACK_A_RELEASE,
  escalation: `Call the owner of the service when tasks are killed faster than they start, or when new tasks fill up within an hour.
More memory for the task is a change of its definition: agree on it with the owner, it hides a leak for a while only.`,
};

export const DISK: BuiltInRunbook = {
  title: 'The disk of a server is nearly full',
  firstStep: 'Log in with Session Manager and find what is large: du -xh / | sort -h | tail -20.',
  meaning: `A file system of a server or container instance fills up. When it is full, nothing can write any more: logs stop, images cannot be
pulled, databases stop to protect their data. How fast it fills decides how much time there is.`,
  firstFiveMinutes: [
    'Read from the curve when it will be full.',
    'Log in with Session Manager; no key and no open port is needed.',
    'Find what is large, and whether a deleted file is still held open.',
    'Free what is safe to lose: old images, old logs that are kept in CloudWatch, package caches. Never delete what you do not know.',
    'If it fills within the hour: enlarge the volume now; it needs no restart.',
  ],
  queries: [
    { asks: 'A shell on the server', language: 'sh', text: 'aws ssm start-session --target INSTANCE' },
    {
      asks: 'What is large (on the server)',
      language: 'sh',
      text: `df -hT; df -i
du -xh / 2>/dev/null | sort -h | tail -20
lsof +L1 2>/dev/null | head    # deleted, and still held open
docker system df               # images and stopped containers`,
    },
    {
      asks: 'A larger volume, then a larger file system',
      language: 'sh',
      text: `aws ec2 modify-volume --volume-id VOLUME --size GIB
sudo growpart /dev/nvme0n1 1 && sudo xfs_growfs -d /    # on the server; ext4: sudo resize2fs /dev/nvme0n1p1`,
    },
  ],
  causes: [
    'Logs that nobody rotates: one file grows. Rotate them, or send them to CloudWatch only.',
    'Images and stopped containers: `docker system prune --all --force` on a container instance that is drained.',
    'Uploads or temporary files that nobody removes: they are older than any request.',
    'A deleted file that a process holds: restart that process.',
    'No inodes left although there is space: millions of small files.',
    'A core dump or heap dump of a crash: move it away, it tells the cause.',
  ],
  rollback: `There is nothing to go back to: a volume can grow and never shrink. If the growth began with a release, go back to the version before, so
that it stops. In a group, replacing the instance is often the fastest: terminate it, and the group starts another one.`,
  escalation: `Call the owner of the server before you delete anything that is not a log, an image or a cache, and when the file system is full already.
Do not restart a database that stopped because its disk is full before there is space again.`,
};

export const FREE_STORAGE: BuiltInRunbook = {
  title: 'A database or domain runs out of storage',
  firstStep: 'Read from the curve when nothing is left; if that is within a day, enlarge the storage now: it needs no downtime.',
  meaning: `The storage that is left falls towards zero. A database without storage stops to accept writes and may stop altogether; it is then
in the state storage-full, and getting out of that takes long. After enlarging, the storage cannot be changed again for six hours.`,
  firstFiveMinutes: [
    'Work out from the last day how many hours are left.',
    'See whether storage autoscaling is on, and whether its maximum is reached.',
    'Enlarge by at least ten per cent, better by a fifth.',
    'Then look for what grows: tables, logs, transaction logs that a replica or a slot holds back, temporary files of a query.',
    'Stop the job or query that makes it grow, if there is one.',
  ],
  queries: [
    {
      asks: 'How large it is, and how large it may become',
      language: 'sh',
      text: `aws rds describe-db-instances --db-instance-identifier DATABASE \\
  --query 'DBInstances[].[DBInstanceStatus,AllocatedStorage,MaxAllocatedStorage,StorageType]' --output table`,
    },
    {
      asks: 'More storage, now',
      language: 'sh',
      text: 'aws rds modify-db-instance --db-instance-identifier DATABASE --allocated-storage GIB --max-allocated-storage GIB --apply-immediately',
    },
    {
      asks: 'What is large (PostgreSQL)',
      language: 'text',
      text: `select relname, pg_size_pretty(pg_total_relation_size(relid)) from pg_catalog.pg_statio_user_tables order by pg_total_relation_size(relid) desc limit 20;
select slot_name, active, pg_size_pretty(pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn)) as held_back from pg_replication_slots;`,
    },
  ],
  causes: [
    'Ordinary growth: a straight line for weeks. Enlarge, and raise the maximum of autoscaling.',
    'A replication slot that nobody reads: transaction logs pile up. Drop the slot only with the owner of the reader.',
    'A replica that has stopped: the logs for it are kept.',
    'A migration or index that writes a second copy of a table: it ends by itself, or does not.',
    'Queries that spill to disk: temporary files come and go with a report.',
    'Log files of the database: general or slow query logs that were switched on and forgotten.',
    'Deleted rows that nobody cleans up: long transactions hold vacuum back.',
  ],
  rollback: 'Storage never shrinks: there is no way back from enlarging, and none is needed. Stop or revert the migration or job that fills it.',
  escalation: `Call the owner of the database when it is in storage-full, when less than six hours are left, or when it was enlarged in the last six hours
and cannot be again. Tell those who write to it: they may have to stop.`,
};

export const HEARTBEAT: BuiltInRunbook = {
  title: 'Something no longer reports',
  firstStep: 'Find out whether the job did not run, or ran and could not report: look at its schedule first, then at its last log.',
  meaning: `Something that reports regularly, such as a backup, a nightly job or an agent, has not been heard of for too long. Nothing may be broken
that users see; what it should have done is missing, though, and is missed when it is needed.`,
  firstFiveMinutes: [
    'Find the last time it reported, and what it should have done since.',
    'Check that its schedule is enabled and has called it.',
    'Read the end of its log: did it start, fail, or hang?',
    'Run it once by hand, if running it twice does no harm.',
    'If it is a backup: make one by hand now.',
  ],
  queries: [
    {
      asks: 'Is the schedule on, and did it call',
      language: 'sh',
      text: `aws events list-rules --query 'Rules[?ScheduleExpression].[Name,State,ScheduleExpression]' --output table
aws scheduler list-schedules --query 'Schedules[].[Name,State]' --output table
aws cloudwatch get-metric-statistics --namespace AWS/Events --metric-name FailedInvocations --dimensions Name=RuleName,Value=RULE \\
  --statistics Sum --period 3600 --start-time "$(date -u -d '-2 days' +%FT%TZ)" --end-time "$(date -u +%FT%TZ)"`,
    },
    { asks: 'The end of its log', language: 'sh', text: 'aws logs tail LOG_GROUP --since 26h | tail -50' },
    { asks: 'The latest backups', language: 'sh', text: "aws backup list-backup-jobs --by-created-after \"$(date -u -d '-3 days' +%F)\" --query 'BackupJobs[].[CreationDate,State,StatusMessage]' --output table" },
  ],
  causes: [
    'The schedule is disabled, or was changed: see who did it in CloudTrail.',
    'The job fails at its start: a secret that was rotated, a permission, an image that is gone.',
    'The job hangs: it started, and its log ends in the middle.',
    'The job works and cannot report: the network or the permission for PutMetricData.',
    'Its server is gone, and the new one does not have it.',
    'It was retired, and the alarm was not.',
  ],
  rollback: `If a change of the job or of its schedule came before, revert that change and run it once by hand. Do not mute the alarm until the job has
reported again.`,
  escalation: 'Call the owner of the job when two runs are missing, and at once when it is a backup, a billing run or something the law asks for.',
};

export const UNHEALTHY: BuiltInRunbook = {
  title: 'Targets or tasks fail their health check',
  firstStep: 'Ask the load balancer why: aws elbv2 describe-target-health gives a reason for each target.',
  meaning: `Targets behind a load balancer, tasks or instances do not answer their health check. The others take over their requests. With the
last healthy one goes the service; when none is healthy, a load balancer sends requests to all of them.`,
  firstFiveMinutes: [
    'Count how many are healthy. None, or less than half: treat it as an outage.',
    'Read the reason and the description for each unhealthy one.',
    'See whether they are new (a deployment) or old (something they depend on).',
    'Ask for the path of the health check from inside the network, and see what it says.',
    'All of them at once: look at what they share, the database first.',
  ],
  queries: [
    {
      asks: 'Which are unhealthy, and why',
      language: 'sh',
      text: `aws elbv2 describe-target-health --target-group-arn TARGET_GROUP \\
  --query 'TargetHealthDescriptions[].[Target.Id,TargetHealth.State,TargetHealth.Reason,TargetHealth.Description]' --output table`,
    },
    { asks: 'What Amazon ECS says', language: 'sh', text: "aws ecs describe-services --cluster CLUSTER --services SERVICE --query 'services[].events[:10].[createdAt,message]' --output table" },
    STOPPED_TASKS,
    RECENT_CHANGES,
  ],
  causes: [
    '`Target.Timeout`: the task is too busy, or a security group is closed. Look at the processor, then at the rules.',
    '`Target.ResponseCodeMismatch`: the path answers with an error. Read the log of the task at that second.',
    '`Target.FailedHealthChecks`: nothing listens on the port. The process has ended or still starts; lengthen the grace period.',
    'Exit code 137: out of memory. Exit code 1 at the start: configuration or a secret.',
    'The health check asks the database: every task becomes unhealthy with it. It should tell of the task alone.',
    'One zone only: see the AWS Health Dashboard, and shift traffic away from the zone.',
  ],
  rollback: ROLL_BACK_A_RELEASE,
  escalation: `Call the owner of the service at once when fewer than half are healthy, or when new ones do not become healthy within ten minutes.
With one zone affected, open a case with AWS Support and start a zonal shift: \`aws arc-zonal-shift start-zonal-shift\`.`,
};
