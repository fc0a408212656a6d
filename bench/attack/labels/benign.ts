export const BENIGN: readonly string[] = ['hello'];
