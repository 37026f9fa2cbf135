import { mount } from 'svelte'
import App from './App.svelte'
import { settings } from './state/settings.svelte'
import './ui/base.css'

const target = document.getElementById('app')
if (!target) throw new Error('index.html has no element with the id "app".')
settings.applyTheme()
target.replaceChildren()
mount(App, { target })
