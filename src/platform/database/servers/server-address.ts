export interface ServerAddress {
  host: string;
  port: number;
}
