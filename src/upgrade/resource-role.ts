/** What would be lost with a resource. */
export enum ResourceRole {
  /** It holds what cannot be made again: tables, buckets, databases, log groups, queues, keys, repositories, user pools. */
  STATEFUL = 'stateful',

  /** Requests go through it: load balancers, services, networks, APIs, distributions, DNS records. */
  TRAFFIC_SERVING = 'traffic-serving',

  /** CloudFormation makes it again at any time, such as roles, functions and alarms. */
  OTHER = 'other',
}
