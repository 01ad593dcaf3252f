import { RoomUnderValidation } from './room';

export const alerting: RoomUnderValidation = { cases: {}, hardened: {}, acknowledging: {}, allowed: [] };
