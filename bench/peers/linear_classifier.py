"""examples/perceptron and examples/svm as a JAX user writes them, on the same split of the same table.

usage: python linear_classifier.py perceptron|svm FILE.csv LABEL [POSITIVE] [--epochs N] [--rate X]
Needs: pip install "jax==0.10.2"     (CPU backend)
"""
import argparse, csv

import jax
import jax.numpy as jnp
from jax import grad, jit, vmap

ap = argparse.ArgumentParser()
ap.add_argument("method", choices=["perceptron", "svm"])
ap.add_argument("file")
ap.add_argument("label")
ap.add_argument("positive", nargs="?")
ap.add_argument("--epochs", type=int, default=1000)
ap.add_argument("--rate", type=float, default=0.1)
ap.add_argument("--test-fraction", type=float, default=0.2)
args = ap.parse_args()


def perceptron(p, X, Y):
    logistic = lambda z: (1 + jnp.tanh(z / 2)) / 2

    def loss(p, x, y):
        z = jnp.dot(p[0], x) + p[1]
        return -y * jnp.log(logistic(z) + 1e-8) - (1 - y) * jnp.log(logistic(-z) + 1e-8)
    return jnp.mean(vmap(loss, (None, 0, 0))(p, X, Y))


def svm(p, X, Y):
    hinge = lambda p, x, y: jnp.maximum(0.0, 1.0 - y * (jnp.dot(p[0], x) + p[1]))
    return 0.05 * jnp.dot(p[0], p[0]) + jnp.mean(vmap(hinge, (None, 0, 0))(p, X, Y))


total, negative = {"perceptron": (perceptron, 0.0), "svm": (svm, -1.0)}[args.method]

rows = list(csv.DictReader(open(args.file)))
features = [name for name in rows[0] if name != args.label]
positive = args.positive or max(row[args.label] for row in rows)
X = jnp.array([[float(row[name]) for name in features] for row in rows], jnp.float32)
Y = jnp.array([1.0 if row[args.label] == positive else negative for row in rows], jnp.float32)

order = jax.random.permutation(jax.random.key(0), len(rows))
tests = int(args.test_fraction * len(rows))
test, train = order[:tests], order[tests:]
mean = jnp.mean(X[train], 0)
deviation = jnp.std(X[train], 0)
X = (X - mean) / jnp.where(deviation > 0, deviation, 1.0)


@jit
def update(p, X, Y):
    return jax.tree.map(lambda w, d: w - args.rate * d, p, grad(total)(p, X, Y))


p = (jnp.zeros(len(features)), jnp.float32(0))
for epoch in range(args.epochs):
    p = update(p, X[train], Y[train])
    if epoch % max(args.epochs // 10, 1) == 0:
        print(f"epoch {epoch:6d}  loss {total(p, X[train], Y[train]):.4f}")
for name, part in ("train", train), ("test", test):
    right = int(jnp.sum((X[part] @ p[0] + p[1] > 0) == (Y[part] > 0)))
    print(f"{name} accuracy {right / len(part):.4f} ({right} of {len(part)})")
