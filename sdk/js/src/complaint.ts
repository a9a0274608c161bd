/** What the vendor got wrong, thrown where nothing can go on; the `error` event carries its fields. */
export const complaint = (code: string, field: string, message: string): Error => Object.assign(Error(message), { code, field })
