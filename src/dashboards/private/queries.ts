import { Stack } from 'aws-cdk-lib';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { DashboardPlan } from './plan';
import { inputError } from '../../core/private/input-error';
import { LogQuery } from '../log-query';

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_AnalyzeLogData-discover-and-query.html */
const GROUPS_PER_QUERY = 50;

/** A query and where it looks. */
export interface ResolvedQuery {
  readonly title: string;
  readonly query: string;
  readonly logGroupNames: string[];
  readonly queryWithSources: string;
}

/** The queries over their log groups, split where they are more than a query reads. */
export function resolveQueries(scope: Construct, { logQueries, observed }: DashboardPlan): ResolvedQuery[] {
  const ofSources = observed.flatMap(({ signals }) => signals.logGroups ?? []);
  return logQueries.flatMap((query) => {
    const names = [...new Set((query.logGroups ?? ofSources).map(({ logGroupName }) => logGroupName))];
    if (names.length === 0) {
      throw inputError(scope, `'logQueries' must know where to look, got no log group for ${JSON.stringify(query.title)}. `
        + "Give the query 'logGroups', or the dashboard a source that has some");
    }
    const parts = Math.ceil(names.length / GROUPS_PER_QUERY);
    return Array.from({ length: parts }, (_, part) => {
      const some = names.slice(part * GROUPS_PER_QUERY, (part + 1) * GROUPS_PER_QUERY);
      return resolved(parts === 1 ? query.title : `${query.title} ${part + 1} of ${parts}`, query, some);
    });
  });
}

/** Keeps the queries in CloudWatch Logs Insights, in a folder of the dashboard. */
export function saveQueries(scope: Construct, folder: string, queries: ResolvedQuery[]): void {
  const ids = new Set<string>();
  queries.forEach(({ title, query, logGroupNames }) => {
    const id = `Query${title.replace(/\W/g, '')}`;
    if (ids.has(id)) { throw inputError(scope, `'logQueries' must have titles of their own, got ${JSON.stringify(title)} for two. Rename one of them`); }
    ids.add(id);
    new logs.CfnQueryDefinition(scope, id, { name: `${folder}/${title}`, queryString: query, logGroupNames });
  });
}

/** Where the saved queries of a dashboard are. */
export function folderOf(scope: Construct, dashboardName: string | undefined): string {
  return dashboardName ?? `${Stack.of(scope).stackName}/${scope.node.id}`;
}

function resolved(title: string, { query, limit }: LogQuery, logGroupNames: string[]): ResolvedQuery {
  const limited = /\|\s*limit\s+\d+\s*$/i.test(query) ? query : `${query}\n| limit ${limit}`;
  return { title, query: limited, logGroupNames, queryWithSources: [...logGroupNames.map((name) => `SOURCE '${name}'`), limited].join(' | ') };
}
