import { Component } from 'projen';
import { TypeScriptProject } from 'projen/lib/typescript';

/**
 * The floors of the house, ground floor first. A room may import from lower floors only;
 * rooms on one floor do not know each other. See docs/architecture.md.
 */
export const FLOORS = [
  ['core'],
  ['network', 'registry', 'signals', 'alerting', 'upgrade'],
  ['alarms'],
  ['dashboards', 'tracing'],
  ['deployment'],
  ['delivery-metrics'],
  ['pipeline'],
];

export class LintRules extends Component {
  constructor(project: TypeScriptProject) {
    super(project);
    const eslint = project.eslint!;

    eslint.addRules({
      'import/no-restricted-paths': ['error', { zones: [...floorZones(), ...privateZones()] }],
    });

    const sources = ['src/**/*.ts'];
    eslint.addOverride({
      files: sources,
      rules: {
        'no-console': 'error',
        'max-lines': ['warn', { max: 300, skipBlankLines: true }],
        'max-lines-per-function': ['warn', { max: 50, skipComments: true, skipBlankLines: true }],
        'no-restricted-imports': ['error', {
          patterns: [{
            group: ['aws-cdk-lib/*-alpha', '@aws-cdk/*-alpha'],
            message: 'Alpha modules break between releases; our users would inherit that.',
          }],
        }],
        'no-restricted-syntax': ['error',
          {
            selector: 'CallExpression[callee.object.name="Date"][callee.property.name="now"]',
            message: 'The same input must give the same template: no clock at synth.',
          },
          {
            selector: 'CallExpression[callee.object.name="Math"][callee.property.name="random"]',
            message: 'The same input must give the same template: nothing random at synth.',
          },
          {
            selector: 'ThrowStatement > NewExpression[callee.name="Error"]',
            message: 'Use inputError() from core/private: it names the prop, the range, the value and the construct.',
          }],
      },
    });

    eslint.addOverride({
      // The compilation puts the package into this file, so it is no dependency; and it is loaded on first use.
      files: ['src/upgrade/private/cloudformation-diff.ts'],
      rules: { 'import/no-extraneous-dependencies': 'off', '@typescript-eslint/no-require-imports': 'off' },
    });
  }
}

/** Everything on the same or a higher floor is out of reach. */
function floorZones() {
  return FLOORS.flatMap((rooms, floor) => rooms.map((room) => ({
    target: `./src/${room}`,
    from: FLOORS.slice(floor).flat().filter((other) => other !== room).map((other) => `./src/${other}`),
    message: `'${room}' may import from lower floors only (${FLOORS.slice(0, floor).flat().join(', ') || 'none'}): see docs/architecture.md.`,
  }))).filter((zone) => zone.from.length > 0);
}

/** core/private is shared by design; every other private/ belongs to its room alone. */
function privateZones() {
  const rooms = FLOORS.flat();
  return rooms.filter((owner) => owner !== 'core').flatMap((owner) => ({
    target: rooms.filter((room) => room !== owner).map((room) => `./src/${room}`),
    from: `./src/${owner}/private`,
    message: `${owner}/private is not for other rooms: import from '../${owner}', or move what is shared into core/private.`,
  }));
}
