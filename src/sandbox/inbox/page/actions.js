/** Does on the sandbox what a person did on the page. @returns why it was refused, or `undefined` */
export async function post(path, body) {
  try {
    const response = await fetch(`/inbox/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return response.ok ? undefined : (await response.json()).problem;
  } catch {
    return 'The sandbox does not answer.';
  }
}
