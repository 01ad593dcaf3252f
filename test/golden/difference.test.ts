import { differences } from './difference';

const queue = (properties: object) => ({ Resources: { Jobs: { Type: 'AWS::SQS::Queue', Properties: properties } } });

describe('the difference between two templates', () => {
  test('is nothing for the same template', () => {
    expect(differences(queue({ A: [1, { B: 2 }] }), queue({ A: [1, { B: 2 }] }))).toEqual([]);
  });

  test('names the resource and the path of what changed, came and went', () => {
    expect(differences(queue({ Changed: { Deep: [1, 2] }, Gone: 1 }), queue({ Changed: { Deep: [1, 3] }, New: true }))).toEqual([
      '~ AWS::SQS::Queue Jobs',
      '    ~ Properties.Changed.Deep.1: 2 -> 3',
      '    - Properties.Gone: 1',
      '    + Properties.New: true',
    ]);
  });

  test('names resources that came and went', () => {
    const moved = { Resources: { Work: { Type: 'AWS::SQS::Queue' } } };
    expect(differences(queue({}), moved)).toEqual(['- AWS::SQS::Queue Jobs', '+ AWS::SQS::Queue Work']);
  });

  test('names what is outside of resources', () => {
    expect(differences({ Outputs: { Url: 1 } }, { Outputs: { Url: 2 } })).toEqual(['~ Outputs.Url: 1 -> 2']);
  });

  test('is nothing for another order of keys, and something for another order in a list', () => {
    expect(differences(queue({ A: 1, B: 2 }), queue({ B: 2, A: 1 }))).toEqual([]);
    expect(differences(queue({ A: [1, 2] }), queue({ A: [2, 1] }))).toHaveLength(3);
  });
});
