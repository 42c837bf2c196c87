/**
 * The HTTP contract as rows: a request, who sends it, and what is documented to come of it. A class {@code *ContractIT} holds
 * the rows of one family of endpoints, {@code outcomes.tsv} the documented outcomes that rows must cover.
 */
package cc.dmart.httptests.contract;
