export type { Question, Vantage } from '../net/question.js';
