export interface FirewallRules {
  readonly tables: readonly never[];
}
