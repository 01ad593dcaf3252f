import * as fs from 'fs';
import * as path from 'path';
import { App, Stack, Stage } from 'aws-cdk-lib';
import { assemblyOf, fileIn, fileWith, newFolder, removeFolders, table, template } from './support/apps';
import { UpgradeReport } from '../../src/upgrade';

afterAll(removeFolders);

const good = fileWith('good.template.json', template({ T: table('a') }));

describe('a template', () => {
  const errorOf = (file: unknown) => messageOf(() => UpgradeReport.ofTemplates(file as string, good));
  const at = ' [at UpgradeReport.ofTemplates()]';

  test('has to be there', () => {
    expect(errorOf('no/such.json')).toBe(`'oldPath' must be a file that exists, got 'no/such.json'. Paths are relative to ${process.cwd()}${at}`);
  });

  test('has to be a path', () => {
    expect(errorOf(undefined)).toBe(`'oldPath' must be the path of a file, got undefined${at}`);
    expect(errorOf({ Resources: {} })).toBe(`'oldPath' must be the path of a file, got {"Resources":{}}${at}`);
  });

  test('has to be a file', () => {
    const folder = newFolder();
    expect(errorOf(folder)).toBe(`'oldPath' must be a file, got the directory '${folder}'. Whole assemblies are compared by ofAssemblies()${at}`);
  });

  test('has to be JSON, and the error says where it is not', () => {
    const file = fileWith('broken.json', '{"Resources": {');
    expect(errorOf(file)).toMatch(/^'oldPath' must be JSON, got '.*broken\.json': .+\. Write it anew with cdk synth \[at UpgradeReport\.ofTemplates\(\)\]$/);
  });

  test('is not read as YAML', () => {
    const yaml = 'AWSTemplateFormatVersion: "2010-09-09"\nResources:\n  T:\n    Type: AWS::DynamoDB::Table\n';
    for (const name of ['old.yaml', 'old.yml', 'old.template']) {
      expect(errorOf(fileWith(name, yaml))).toContain(
        "Templates in YAML are not read: take those of the CDK's 'cdk.out', which are JSON, or convert them with cfn-flip [at UpgradeReport.ofTemplates()]");
    }
  });

  test('has to be a template', () => {
    const list = fileWith('list.json', '[]');
    const settings = fileWith('settings.json', { app: 'npx ts-node app.ts', context: {} });
    const manifest = fileWith('manifest.json', { version: '1', artifacts: {} });
    const resources = fileWith('resources.json', { Resources: [] });
    const untyped = fileWith('untyped.json', { Resources: { T: { Properties: {} } } });

    expect(errorOf(list)).toBe(`'oldPath' must be a template of CloudFormation, got '${list}' with a list${at}`);
    expect(errorOf(settings)).toBe(`'oldPath' must be a template of CloudFormation with 'Resources', got '${settings}' with app, context${at}`);
    expect(errorOf(manifest)).toBe(`'oldPath' must be a template of CloudFormation with 'Resources', got '${manifest}' with version, artifacts. `
      + `That is the manifest of an assembly: compare the directories by ofAssemblies()${at}`);
    expect(errorOf(resources)).toBe(`'Resources' of 'oldPath' must be an object, got a list in '${resources}'${at}`);
    expect(errorOf(untyped)).toBe(`the resource 'T' of 'oldPath' must have a 'Type', got {"Properties":{}} in '${untyped}'${at}`);
  });

  test('is not read as YAML either where that is what CloudFormation answers', () => {
    const answer = fileWith('answer.json', { TemplateBody: 'Resources:\n  T:\n    Type: AWS::SQS::Queue\n', StagesAvailable: ['Original'] });
    expect(errorOf(answer)).toBe(`'oldPath' must be a template of CloudFormation, got '${answer}' with a text. `
      + `Templates in YAML are not read: take those of the CDK's 'cdk.out', which are JSON, or convert them with cfn-flip${at}`);
  });

  test.each(['Parameters', 'Conditions', 'Mappings'])('has to have an object as its %s, or nothing at all', (section) => {
    const resources = { T: table('a') };
    const list = fileWith('list.json', { Resources: resources, [section]: [] });

    expect(errorOf(list)).toBe(`'${section}' of 'oldPath' must be an object, got a list in '${list}'${at}`);
    expect(UpgradeReport.ofTemplates(good, fileWith('empty-section.json', { Resources: resources, [section]: null })).changes).toEqual([]);
  });

  test('may be written by Windows PowerShell', () => {
    const text = JSON.stringify(template({ T: table('a') }));
    const folder = newFolder();
    const files = Object.entries({ 'utf16.json': Buffer.from(`\uFEFF${text}`, 'utf16le'), 'utf8.json': Buffer.from(`\uFEFF${text}`) });
    files.forEach(([name, bytes]) => fs.writeFileSync(path.join(folder, name), bytes));

    files.forEach(([name]) => expect(UpgradeReport.ofTemplates(path.join(folder, name), good).changes).toEqual([]));
  });

  test('has to be without ids that every object of JavaScript has: they would be found in any other template', () => {
    expect(errorOf(fileWith('old.json', { Resources: { constructor: table('a') } }))).toBe(
      `the resource 'constructor' of 'oldPath' has the name of what every object has, so it is not compared${at}`);
  });

  test('may be without resources, as that of an empty stack', () => {
    expect(UpgradeReport.ofTemplates(fileWith('empty.json', {}), fileWith('also-empty.json', { Parameters: {} })).changes).toEqual([]);
  });

  test('at hand has to be one as well', () => {
    const of = (before: unknown) => messageOf(() => UpgradeReport.ofTemplateObjects(before as Record<string, unknown>, {}));

    expect(of(undefined)).toBe("'before' must be a template of CloudFormation, got an object with undefined [at UpgradeReport.ofTemplateObjects()]");
    expect(of('{"Resources": {}}')).toBe("'before' must be a template of CloudFormation, got an object with a text [at UpgradeReport.ofTemplateObjects()]");
  });
});

describe('a directory', () => {
  const errorOf = (directory: unknown) => messageOf(() => UpgradeReport.ofAssemblies(directory as string, path.dirname(good)));
  const at = ' [at UpgradeReport.ofAssemblies()]';

  test('has to be there, be a directory, and hold a stack', () => {
    const empty = newFolder();
    const appWithoutStacks = assemblyOf(() => undefined);

    expect(errorOf(null)).toBe(`'oldDirectory' must be the path of a directory, got null${at}`);
    expect(errorOf('no/such')).toBe(`'oldDirectory' must be a directory that exists, got 'no/such'. Paths are relative to ${process.cwd()}${at}`);
    expect(errorOf(good)).toBe(`'oldDirectory' must be a directory, got the file '${good}'. Single templates are compared by ofTemplates()${at}`);
    for (const directory of [empty, appWithoutStacks]) {
      expect(errorOf(directory)).toBe(`'oldDirectory' must be a directory that 'cdk synth' wrote, got '${directory}' without a stack${at}`);
    }
  });

  test('has to have the templates that its manifest names', () => {
    const folder = newFolder();
    fileIn(folder, 'manifest.json', { artifacts: { Orders: { type: 'aws:cloudformation:stack', properties: { templateFile: 'Orders.template.json' } } } });

    expect(errorOf(folder)).toBe(`'oldDirectory' must be a file that exists, got '${folder}/Orders.template.json'. Paths are relative to ${process.cwd()}${at}`);
  });

  test('has to have a manifest that is one, and the stages that it names', () => {
    const [list, gone] = [newFolder(), newFolder()];
    fileIn(list, 'manifest.json', []);
    fileIn(gone, 'manifest.json', { artifacts: { 'assembly-Prod': { type: 'cdk:cloud-assembly', properties: { directoryName: 'assembly-Prod' } } } });

    expect(errorOf(list)).toBe(`'oldDirectory' must have a manifest that 'cdk synth' wrote, got '${list}/manifest.json' with a list${at}`);
    expect(errorOf(gone)).toBe(`'oldDirectory' must be a directory that exists, got '${gone}/assembly-Prod'. Paths are relative to ${process.cwd()}${at}`);
  });
});

describe('what is synthesized', () => {
  test('has to have a stack', () => {
    const released = assemblyOf((app) => { new Stack(app, 'Orders'); });

    expect(messageOf(() => UpgradeReport.ofApp(released, new App()))).toBe("'app' must have a stack, got an App without one [at UpgradeReport.ofApp()]");
    expect(messageOf(() => UpgradeReport.ofApp(released, new Stage(new App(), 'Prod')))).toBe(
      "'app' must have a stack, got a Stage without one [at UpgradeReport.ofApp()]");
  });

  test('has to be an app, and a stack', () => {
    expect(messageOf(() => UpgradeReport.ofApp('.', {} as App))).toBe("'app' must be an App or a Stage, got {} [at UpgradeReport.ofApp()]");
    expect(messageOf(() => UpgradeReport.ofStack(good, new App() as never))).toBe("'stack' must be a Stack, got an App [at UpgradeReport.ofStack()]");
    expect(messageOf(() => UpgradeReport.ofStack(good, undefined as never))).toBe("'stack' must be a Stack, got undefined [at UpgradeReport.ofStack()]");
  });
});

function messageOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('nothing failed');
}
