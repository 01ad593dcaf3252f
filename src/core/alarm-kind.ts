/**
 * What an alarm is about. It decides the built-in runbook, and dashboards group by it.
 *
 * Members may be added in a minor release.
 */
export enum AlarmKind {
  /** Processor. */
  CPU = 'cpu',
  /** Memory. */
  MEMORY = 'memory',
  /** Disk of a server. */
  DISK = 'disk',
  /** Share of requests that fail. */
  ERRORS = 'errors',
  /** How long answers take. */
  LATENCY = 'latency',
  /** Nothing is asked of the resource any more. */
  NO_TRAFFIC = 'no-traffic',
  /** Targets, tasks or instances that fail their health check. */
  UNHEALTHY = 'unhealthy',
  /** Work that waits. */
  BACKLOG = 'backlog',
  /** Messages that nobody could process. */
  DEAD_LETTERS = 'dead-letters',
  /** Requests that AWS refuses because there are too many. */
  THROTTLES = 'throttles',
  /** Open connections of a database. */
  CONNECTIONS = 'connections',
  /** How far a replica is behind. */
  REPLICA_LAG = 'replica-lag',
  /** Storage that is left. */
  FREE_STORAGE = 'free-storage',
  /** A certificate that expires. */
  CERTIFICATE_EXPIRY = 'certificate-expiry',
  /** Something that should report regularly and no longer does. */
  HEARTBEAT = 'heartbeat',
  /** Lines in a log. */
  LOG_PATTERN = 'log-pattern',
  /** An error budget that is used up too fast. */
  BURN_RATE = 'burn-rate',
  /** Alerts that do not arrive. */
  ALERT_DELIVERY = 'alert-delivery',
  /** Anything else. */
  OTHER = 'other',
}
