export type { Question } from '../net/question.js';
