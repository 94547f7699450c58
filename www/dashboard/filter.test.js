import assert from 'node:assert/strict';
import { test } from 'node:test';
import { alternativesOf, conditionOf, conditionsOf, filterAnd } from './filter.js';

test('a filter falls into conditions, at no sign in quotations or brackets', () => {
  for (const [filter, conditions] of [
    ['', []],
    ['country==FR', ['country==FR']],
    ['country==FR,country==BE; device==mobile', ['country==FR,country==BE', 'device==mobile']],
    ['page=@"a;b\\";c";stage==added', ['page=@"a;b\\";c"', 'stage==added']],
    ['(a==1;b==2),c==3;d==4', ['(a==1;b==2),c==3', 'd==4']],
    ['did(view_item, product==LAMP) >= 3 within 7d;!did(purchase)', ['did(view_item, product==LAMP) >= 3 within 7d', '!did(purchase)']],
    ['page=@"unfinished;x', ['page=@"unfinished;x']],
  ]) {
    assert.deepEqual(conditionsOf(filter), conditions, filter);
  }
});

test('a condition falls into comparisons, and into what is none', () => {
  for (const [condition, alternatives] of [
    ['country==FR,country != BE', [{ dimension: 'country', operator: '==', value: 'FR' }, { dimension: 'country', operator: '!=', value: 'BE' }]],
    ['campaign==', [{ dimension: 'campaign', operator: '==', value: '' }]],
    ['revenue>=12.50', [{ dimension: 'revenue', operator: '>=', value: '12.50' }]],
    ['page=@"a,\\"b\\\\"', [{ dimension: 'page', operator: '=@', value: 'a,"b\\' }]],
    ['!did( purchase ),stage==added', [{ dimension: 'did', operator: '!=', value: 'purchase' }, { dimension: 'stage', operator: '==', value: 'added' }]],
    ['country', ['country']],
    ['did(view_item) >= 3', ['did(view_item) >= 3']],
  ]) {
    assert.deepEqual(alternativesOf(condition), alternatives, condition);
  }
});

test('what is written as a condition is read as the same comparison, whatever stands in it', () => {
  for (const value of ['FR', '', ' a ', 'a;b', 'a,b', '(none)', '"', 'a"b', '\\', 'x\\";country==FR', 'é – ü', "'", '==']) {
    const comparison = { dimension: 'campaign', operator: '==', value };
    const filter = conditionOf(comparison);
    assert.deepEqual(conditionsOf(filter), [filter], value);
    assert.deepEqual(alternativesOf(filter), [comparison], value);
  }
});

test('what a visitor did is written as it is read', () => {
  for (const condition of ['did(purchase)', '!did(view_item)', 'did(opened_a_drawer)']) {
    assert.equal(conditionOf(alternativesOf(condition)[0]), condition);
  }
});

test('a condition is added once', () => {
  const france = { dimension: 'country', operator: '==', value: 'FR' };
  assert.equal(filterAnd('', france), 'country==FR');
  assert.equal(filterAnd('device==mobile', france), 'device==mobile;country==FR');
  assert.equal(filterAnd('country==FR;device==mobile', france), 'country==FR;device==mobile');
});
