import { UNKNOWN } from './body-widget';

/** A text of a template, with numbers in place of what is only known at deployment. */
export function gapsFilled(value: any): string {
  if (typeof value === 'string') { return value; }
  return isConcatenation(value) ? value['Fn::Join'][1].map(gapsFilled).join('') : String(UNKNOWN);
}

/** Whether a value of a template is texts and references in a row. */
export function isConcatenation(value: any): boolean {
  return value?.['Fn::Join']?.[0] === '' && Array.isArray(value['Fn::Join'][1]);
}
