/** WCAG 2.2, 1.4.3 and 1.4.11, computed from the style sheet itself. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { hue } from "../../../../besedka/web/state/chat/names.js";

const css = readFileSync(new URL("../../../../besedka/web/style/base.css", import.meta.url), "utf8");

/** @param {string} hex */
function rgb(hex) {
  const full = hex.length === 4 ? [...hex.slice(1)].map((digit) => digit + digit).join("") : hex.slice(1);
  return [0, 2, 4].map((place) => linear(parseInt(full.slice(place, place + 2), 16) / 255));
}

/** @param {number} value */
const linear = (value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);

/** CSS Color 4: oklch to linear sRGB; what is out of gamut is clipped. @param {number} l @param {number} c @param {number} h */
function oklch(l, c, h) {
  const [a, b] = [c * Math.cos((h * Math.PI) / 180), c * Math.sin((h * Math.PI) / 180)];
  const [x, y, z] = [
    (l + 0.3963377774 * a + 0.2158037573 * b) ** 3,
    (l - 0.1055613458 * a - 0.0638541728 * b) ** 3,
    (l - 0.0894841775 * a - 1.291485548 * b) ** 3,
  ];
  const colour = [
    4.0767416621 * x - 3.3077115913 * y + 0.2309699292 * z,
    -1.2684380046 * x + 2.6097574011 * y - 0.3413193965 * z,
    -0.0041960863 * x - 0.7034186147 * y + 1.707614701 * z,
  ];
  return colour.map((value) => Math.min(1, Math.max(0, value)));
}

/** @param {number[]} colour */
const luminance = ([r, g, b]) => 0.2126 * r + 0.7152 * g + 0.0722 * b;

/** @param {number[]} one @param {number[]} other */
function contrast(one, other) {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

/** @param {string} name @param {number} theme 0: light, 1: dark */
function colour(name, theme) {
  const found = new RegExp(`--${name}: light-dark\\((#\\w+), (#\\w+)\\)`).exec(css);
  assert.ok(found, name);
  return rgb(found[theme + 1]);
}

const GROUNDS = ["paper", "board", "sheet", "leaf-sheet", "lamp-sheet"];

for (const theme of [0, 1]) {
  const label = ["by day", "in the evening"][theme];
  test(`words can be read on every ground, ${label}`, () => {
    for (const words of ["ink", "soft", "leaf", "wood", "ember"]) {
      for (const ground of GROUNDS) {
        const ratio = contrast(colour(words, theme), colour(ground, theme));
        assert.ok(ratio >= 4.5, `${words} on ${ground}: ${ratio.toFixed(2)}`);
      }
    }
  });

  test(`words on buttons can be read, ${label}`, () => {
    assert.ok(contrast(colour("on-leaf", theme), colour("leaf", theme)) >= 4.5);
    const danger = colour("on-ember", theme);
    assert.ok(contrast(danger, colour("ember", theme)) >= 4.5);
  });

  test(`the edges of controls can be seen, ${label}`, () => {
    for (const ground of GROUNDS) {
      assert.ok(contrast(colour("edge", theme), colour(ground, theme)) >= 3, ground);
      assert.ok(contrast(colour("wood", theme), colour(ground, theme)) >= 3, ground);
    }
  });

  test(`a name of any hue can be read on every ground, ${label}`, () => {
    const found = /\.name \{.*?light-dark\(oklch\(([\d.]+) ([\d.]+) .*?oklch\(([\d.]+) ([\d.]+) /.exec(css);
    assert.ok(found);
    const [lightness, chroma] = found.slice(1 + theme * 2, 3 + theme * 2).map(Number);
    for (let degrees = 0; degrees < 360; degrees++) {
      for (const ground of GROUNDS) {
        const ratio = contrast(oklch(lightness, chroma, degrees), colour(ground, theme));
        assert.ok(ratio >= 4.5, `${degrees} on ${ground}: ${ratio.toFixed(2)}`);
      }
    }
  });
}

test("a name keeps its hue, whatever its capitals and however it is composed", () => {
  assert.equal(hue("Bob"), hue("bob"));
  assert.equal(hue("Й"), hue("Й"));
});

test("names that are alike have different hues, mostly", () => {
  const hues = new Set(Array.from({ length: 24 }, (_, index) => hue(`guest-${index}`)));
  assert.ok(hues.size >= 12, String(hues.size));
});
