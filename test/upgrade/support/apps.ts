import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { App, Stack } from 'aws-cdk-lib';
import { UpgradeReport, UpgradeReportOptions } from '../../../src/upgrade';

/** Folders that tests wrote; jest calls `removeFolders` behind each file. */
const folders: string[] = [];

export function newFolder(): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'upgrade-'));
  folders.push(folder);
  return folder;
}

export function removeFolders(): void {
  folders.splice(0).forEach((folder) => fs.rmSync(folder, { recursive: true, force: true }));
}

/** An app as `cdk synth` would make it. */
export function appWith(build: (app: App) => void): App {
  const app = new App({ outdir: newFolder(), analyticsReporting: false, context: { 'aws:cdk:enable-path-metadata': true } });
  build(app);
  return app;
}

/** The directory of an app with one stack, `Orders`, unless the stacks are made in another way. */
export function assemblyOf(build: (app: App) => void): string {
  return appWith(build).synth().directory;
}

export type BuildStack = (stack: Stack) => void;

/** What an upgrade from one version of the stack `Orders` to another does. */
export function upgradeOf(before: BuildStack, after: BuildStack, options?: UpgradeReportOptions): UpgradeReport {
  const [old, now] = [before, after].map((build) => assemblyOf((app) => build(new Stack(app, 'Orders'))));
  return UpgradeReport.ofAssemblies(old, now, options);
}

/** The only resource of a type that changes. */
export function changeOf(report: UpgradeReport, type: string) {
  const found = report.changes.filter(({ resourceType }) => resourceType === type);
  expect(found).toHaveLength(1);
  return found[0];
}

/** A template with resources only, each with properties and other attributes. */
export function template(resources: Record<string, object>, sections: object = {}): Record<string, unknown> {
  return { Resources: resources, ...sections };
}

export const table = (key: string, attributes: object = {}) => (
  { Type: 'AWS::DynamoDB::Table', Properties: { KeySchema: [{ AttributeName: key, KeyType: 'HASH' }] }, ...attributes });

export function upgradeOfTemplates(before: Record<string, unknown>, after: Record<string, unknown>, options?: UpgradeReportOptions): UpgradeReport {
  return UpgradeReport.ofTemplateObjects(before, after, options);
}

/** Writes a file into a folder of its own. */
export function fileWith(name: string, content: string | object): string {
  return fileIn(newFolder(), name, content);
}

export function fileIn(folder: string, name: string, content: string | object): string {
  const file = path.join(folder, name);
  fs.writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}
